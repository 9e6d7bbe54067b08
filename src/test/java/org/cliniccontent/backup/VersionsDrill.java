package org.cliniccontent.backup;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.cliniccontent.authentication.ApiKeySecret;
import org.cliniccontent.testing.Bundles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** PostgreSQL 16, 17 and 18, side by side. Version 15 is {@link BackupDrill}'s; all other tests run on 18. */
class VersionsDrill {

    private static final String DATABASE = "postgres";
    private static final String ADMIN_KEY = ApiKeySecret.generate().secret();
    private static final String HISTORY =
            "select string_agg(number || ' ' || hash || ' ' || digest, ',' order by number) from release";

    @TempDir
    static Path folder;

    @Test
    void theServiceRunsOnEveryVersion() throws Exception {
        var threads = Executors.newFixedThreadPool(3);
        try {
            var running = Stream.<Callable<Void>>of(
                            () -> fillAndServe(16), () -> fillAndServe(17), () -> restoreWithoutTools(18))
                    .map(threads::submit)
                    .toList();
            for (var each : running) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static Shell shell(int version) throws Exception {
        var work = Files.createDirectory(folder.resolve("v" + version));
        for (String each : new String[] {"backups", "wal"}) {
            Files.createDirectory(work.resolve(each));
        }
        var programs = Path.of(System.getProperty("postgres.binaries"), Integer.toString(version), "bin");
        return new Shell(work, programs)
                .set("BACKUPS", work.resolve("backups").toString())
                .set("WAL", work.resolve("wal").toString())
                .set("PGDATA", work.resolve("data").toString());
    }

    private static String publish(Installation service) throws Exception {
        var slug = Bundles.unique();
        service.publish(slug, service.key("drafts:write", "drafts:review", "releases:publish"));
        assertThat(service.get("/v1/conditions/" + slug, ADMIN_KEY).statusCode())
                .isEqualTo(200);
        return slug;
    }

    private static Void fillAndServe(int version) throws Exception {
        var work = folder.resolve("v" + version);
        var shell = shell(version);
        try (var cluster = TestCluster.create(shell, work.resolve("data"), "");
                var service = Installation.start(work, "production", cluster.jdbcUrl(DATABASE), ADMIN_KEY)) {
            assertThat(cluster.text(DATABASE, "show server_version")).startsWith(version + ".");
            publish(service);
            shell.set("API", service.api()).set("API_KEY", service.key("admin", "sync:read"));
            shell.run(Page.read().block("Record", "sh"));
            assertThat(Files.readString(work.resolve("backups/record"))).startsWith("release 2 ");
        }
        return null;
    }

    private static Void restoreWithoutTools(int version) throws Exception {
        var work = folder.resolve("v" + version);
        var shell = shell(version);
        var page = Page.read();
        var archive = page.block("Archive", "conf")
                .replace("$WAL", work.resolve("wal").toString());
        var restored = work.resolve("restored");
        try (var cluster = TestCluster.create(shell, work.resolve("data"), archive)) {
            shell.set("CLUSTER", cluster.uri(DATABASE)).set("DATA", restored.toString());
            String then;
            try (var service = Installation.start(work, "production", cluster.jdbcUrl(DATABASE), ADMIN_KEY)) {
                shell.run(page.block("Without pg_basebackup", "sh"));
                publish(service);
                then = cluster.text(DATABASE, HISTORY);
                shell.set("TARGET", cluster.text(DATABASE, "select clock_timestamp()"));
                publish(service);
                cluster.archive();
            }
            shell.run(page.block("To a point in time", "sh"));
            try (var again = TestCluster.start(shell, restored)) {
                again.await("select not pg_is_in_recovery()");
                assertThat(again.text(DATABASE, HISTORY)).isEqualTo(then);
                assertThat(again.text(
                                DATABASE, "select count(*) from check_audit_seals(1, 500) where fault is not null"))
                        .isEqualTo("0");
            }
        }
        return null;
    }
}
