package org.cliniccontent.startup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.cliniccontent.testing.PackagedService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** A service that is killed at any moment of its first start has its content at the next. */
class KilledFirstRunIT {

    private static final long WAIT_SECONDS = 120;
    private static final long LOOK_EVERY_NANOS = 500_000;

    /** The states of the data folder at the kill, in the order in which they occur. */
    private static final List<String> MOMENTS = List.of(
            "binaries/postgresql-*.new",
            "binaries/postgresql-*.new/bin/postgres",
            "postgresql.new.*",
            "postgresql.new.*/PG_VERSION",
            "postgresql.new.*/postgresql.conf",
            "postgresql.new.*/global/pg_control",
            "postgresql.new.*/base/1/PG_VERSION",
            "postgresql.new.*/base/4",
            "postgresql.new.*/base/5",
            "postgresql.new.*/clinic-initialised",
            "postgresql/PG_VERSION",
            "postgresql/postmaster.pid",
            "admin-key");

    @TempDir
    Path folder;

    @Test
    void itStartsAfterAKillAtAnyMoment() throws Exception {
        for (String moment : MOMENTS) {
            killAt(moment);
        }
        try (var service = new PackagedService(folder, Map.of()).started()) {
            assertThat(service.get("/v1").body()).contains("\"number\":1,");
            assertThat(service.get("/v1/documents/stem-cell-therapy-for-cartilage-damage/source")
                            .body())
                    .hasSize(11_668);
            var key = Files.readString(folder.resolve(".data/admin-key")).strip();
            assertThat(service.get("/v1/api-keys", key).statusCode()).isEqualTo(200);
        }
        assertThat(entries("postgresql.*")).as("unfinished clusters").isEmpty();
        assertThat(entries("binaries/*")).as("unpacked binaries").hasSize(1);
    }

    @Test
    void aHalfMadeClusterOfAnEarlierVersionIsMadeAnew() throws Exception {
        var data = folder.resolve(".data/postgresql");
        for (String name : List.of("PG_VERSION", "postgresql.conf", "global/pg_control", "base/1/PG_VERSION")) {
            Files.createDirectories(data.resolve(name).getParent());
            Files.writeString(data.resolve(name), "18\n");
        }
        EmbeddedPrograms.linkInto(folder.resolve(".data/binaries"));
        try (var service = new PackagedService(folder, Map.of()).started()) {
            assertThat(service.get("/v1").body()).contains("\"number\":1,");
            assertThat(service.log()).contains("set aside as postgresql.incomplete.1");
        }
        assertThat(folder.resolve(".data/postgresql.incomplete.1/PG_VERSION")).exists();
    }

    @Test
    void aFolderThatCannotBeUsedIsOneLine() throws Exception {
        Files.writeString(folder.resolve("file"), "");
        try (var service = new PackagedService(folder, Map.of("CLINIC_DATA_FOLDER", "file"))) {
            assertThat(service.exitCode()).isEqualTo(1);
            assertThat(service.log().lines()).singleElement().asString().contains("is not a folder");
        }
    }

    private void killAt(String moment) throws Exception {
        for (int missed = 0; ; missed++) {
            var service = new PackagedService(folder, Map.of());
            if (sees(moment, service)) {
                service.kill();
                return;
            }
            // Some last for milliseconds, in which a busy machine does not look: another cluster is begun.
            service.started().close();
            Files.move(
                    folder.resolve(".data/postgresql"), folder.resolve("missed-" + missed + "-" + moment.hashCode()));
        }
    }

    /**
     * Checks for a state.
     *
     * @return whether it is present; false if it has passed
     */
    private boolean sees(String moment, PackagedService service) throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
        while (entries(moment).isEmpty()) {
            if (moment.startsWith("postgresql.new")
                    && !entries("postgresql/PG_VERSION").isEmpty()) {
                return false;
            }
            assertThat(System.nanoTime()).as("%s: %s", moment, service.log()).isLessThan(end);
            LockSupport.parkNanos(LOOK_EVERY_NANOS);
        }
        return true;
    }

    /** Returns the entries that match a path of patterns below the data folder. */
    private List<Path> entries(String pattern) throws IOException {
        List<Path> found = List.of(folder.resolve(".data"));
        for (String part : pattern.split("/")) {
            found = found.stream().flatMap(each -> matching(each, part)).toList();
        }
        return found;
    }

    private static Stream<Path> matching(Path parent, String part) {
        if (!part.contains("*")) {
            return Stream.of(parent.resolve(part)).filter(Files::exists);
        }
        var names = part.replace(".", "\\.").replace("*", ".*");
        try (var entries = Files.list(parent)) {
            return entries.filter(entry -> entry.getFileName().toString().matches(names)).toList().stream();
        } catch (IOException e) {
            // Not there yet, or gone since.
            return Stream.empty();
        }
    }
}
