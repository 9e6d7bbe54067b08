package org.cliniccontent.faults;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.cliniccontent.testing.Await.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** A database whose disk is full: a small file system of its own, with tables but not the write-ahead log. */
@Tag("faults")
class DiskFullIT {

    private static final int TIMES = 10;

    @TempDir
    static Path folder;

    private static Path disk;
    private static Rig rig;

    @BeforeAll
    static void start() throws Exception {
        disk = Files.createDirectory(folder.resolve("disk"));
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=48m", "tmpfs", disk.toString()),
                "skipped: a tmpfs cannot be mounted here, which takes root and CAP_SYS_ADMIN");
        rig = new Rig(folder);
        var tables = Files.createDirectory(disk.resolve("tables"));
        rig.sql("create tablespace small location '" + tables + "'");
        try (var connection = rig.superuser();
                var statement = connection.createStatement()) {
            for (String table : List.of("api_key", "published_item")) {
                statement.execute("alter table " + table + " set tablespace small");
            }
        }
    }

    @AfterAll
    static void stop() throws Exception {
        try {
            if (rig != null) {
                rig.close();
            }
        } finally {
            // Whatever there is on it: a server that did not end would keep it.
            run("umount", "--lazy", disk.toString());
        }
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0;
    }

    @Test
    void writesAreRefusedAndReadsGoOn() throws Exception {
        rig.recovered();
        var filling = disk.resolve("filling");
        fill(filling);
        try {
            // The page that there is takes some more.
            await("the page is full", () -> rig.write().status() == 503);
            for (int i = 0; i < TIMES; i++) {
                var refused = rig.write();
                Rig.assertUnavailable(refused);
                assertThat(refused.response().body()).contains("out of resources");
                var read = rig.read();
                assertThat(read.status()).as(read.response().body()).isEqualTo(200);
            }
            assertThat(rig.readiness()).isEqualTo(200);
            assertThat(rig.service.metric("clinic_database_available"))
                    .as("it can be read")
                    .isEqualTo(1);
        } finally {
            Files.delete(filling);
        }
        rig.recovered();
        assertThat(rig.service.log().lines().filter(line -> line.contains("53100")))
                .as("it is said once")
                .hasSize(1);
    }

    private static void fill(Path file) throws IOException {
        var block = new byte[4_096];
        try (OutputStream out = Files.newOutputStream(file)) {
            while (true) {
                out.write(block);
            }
        } catch (IOException e) {
            assertThat(Files.getFileStore(disk).getUsableSpace()).isZero();
        }
    }
}
