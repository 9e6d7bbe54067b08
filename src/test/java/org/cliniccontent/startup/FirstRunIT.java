package org.cliniccontent.startup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Map;
import org.cliniccontent.testing.PackagedService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** The first steps of a newcomer: start the packaged service in an empty folder, stop it, kill it, start it again. */
class FirstRunIT {

    @TempDir
    Path folder;

    @Test
    void itServesTheBundledDocumentAndItsAdministratorAndKeepsBothOverARestart() throws Exception {
        var file = folder.resolve(".data/admin-key");
        String first;
        String key;
        try (var service = start()) {
            first = service.get("/v1").body();
            assertThat(first).contains("\"number\":1");
            assertThat(service.get("/v1/documents/stem-cell-therapy-for-cartilage-damage/source")
                            .body())
                    .hasSize(11_668);
            assertThat(service.log())
                    .contains(
                            "Embedded PostgreSQL",
                            "Serving release 1",
                            folder.toRealPath().toString());
            key = Files.readString(file).strip();
            assertThat(Files.getPosixFilePermissions(file))
                    .containsExactlyInAnyOrder(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
            assertThat(service.log()).containsOnlyOnce(key);
            assertThat(service.get("/v1/api-keys", key).statusCode()).isEqualTo(200);
            assertThat(service.get("/v1/api-keys").statusCode()).isEqualTo(401);
        }
        assertThat(leftovers()).as("processes that outlive the service").isZero();
        try (var service = start()) {
            assertThat(service.get("/v1").body()).isEqualTo(first);
            assertThat(service.log()).doesNotContain("cc_");
            assertThat(Files.readString(file).strip()).isEqualTo(key);
            assertThat(service.get("/v1/audit", key).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void theAdministratorsKeyMayBeConfigured() throws Exception {
        String key;
        try (var maker = new PackagedService(folder, Map.of(), "new-key")) {
            assertThat(maker.exitCode()).isZero();
            key = maker.log().strip();
        }
        assertThat(key).matches("cc_[0-9A-Za-z]{50}");
        assertThat(folder.resolve(".data")).doesNotExist();
        shareThePrograms();
        try (var service = new PackagedService(folder, Map.of("CLINIC_ACCESS_ADMIN_KEY", key)).started()) {
            assertThat(service.get("/v1/api-keys", key).statusCode()).isEqualTo(200);
            assertThat(service.get("/v1/api-keys", key).body()).contains("\"items\":[]");
            assertThat(service.log()).doesNotContain("cc_");
            assertThat(folder.resolve(".data/admin-key")).doesNotExist();
        }
    }

    @Test
    void anAdministratorsKeyThatIsNoneIsRefused() throws Exception {
        try (var service = new PackagedService(folder, Map.of("CLINIC_ACCESS_ADMIN_KEY", "cc_secret"))) {
            assertThat(service.exitCode()).isNotZero();
            assertThat(service.log()).contains("clinic.access.admin-key").doesNotContain("cc_secret");
        }
    }

    @Test
    void theAccessLogHasWhatIsAnsweredFromTheCache() throws Exception {
        shareThePrograms();
        var service = new PackagedService(folder, Map.of("QUARKUS_HTTP_ACCESS_LOG_ENABLED", "true"));
        try (service) {
            service.started();
            for (int i = 0; i < 3; i++) {
                assertThat(service.get("/v1/conditions?limit=1").statusCode()).isEqualTo(200);
            }
            assertThat(service.metrics()).containsPattern("clinic_cache_requests_total\\{result=\"hit\"} [2-9]");
        }
        assertThat(service.log().lines().filter(line -> line.contains("GET /v1/conditions?limit=1 ")))
                .hasSize(3)
                .allMatch(line -> line.contains(" 200 "));
    }

    @Test
    void itRecoversFromAKill() throws Exception {
        shareThePrograms();
        var killed = start();
        var before = killed.get("/v1").body();
        killed.kill();
        assertThat(leftovers())
                .as("the database outlives a service that is killed")
                .isPositive();
        try (var service = start()) {
            assertThat(service.log()).contains("left behind");
            assertThat(service.get("/v1").body()).isEqualTo(before);
        }
        assertThat(leftovers()).isZero();
    }

    @Test
    void aHalfUnpackedDatabaseIsUnpackedAgain() throws Exception {
        Files.createDirectories(folder.resolve(".data/binaries/PG-0123456789/lib"));
        try (var service = start()) {
            assertThat(service.get("/v1").statusCode()).isEqualTo(200);
        }
        assertThat(folder.resolve(".data/binaries/PG-0123456789")).doesNotExist();
    }

    @Test
    void aSecondServiceInTheSameFolderSaysWhatIsWrong() throws Exception {
        shareThePrograms();
        try (var first = start();
                var second = new PackagedService(folder, Map.of())) {
            assertThat(second.exitCode()).isEqualTo(1);
            assertThat(second.log()).contains("another service is using this folder");
            assertThat(first.get("/v1").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void itStartsNoDatabaseWhereAnotherIsConfigured() throws Exception {
        var unreachable = Map.of("QUARKUS_DATASOURCE_JDBC_URL", "jdbc:postgresql://localhost:1/none");
        try (var service = new PackagedService(folder, unreachable)) {
            service.awaitLog("Waiting for the database: it cannot be reached");
            assertThat(service.log()).doesNotContain("Embedded PostgreSQL");
            assertThat(folder.resolve(".data")).doesNotExist();
        }
    }

    /** Links programs that were unpacked before, for tests that do not depend on unpacking. */
    private void shareThePrograms() throws IOException {
        EmbeddedPrograms.linkInto(folder.resolve(".data/binaries"));
    }

    private PackagedService start() throws Exception {
        return new PackagedService(folder, Map.of()).started();
    }

    /** Returns the number of database processes in this test's folder. */
    private long leftovers() {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .command()
                        .orElse("")
                        .startsWith(folder.toAbsolutePath().toString()))
                .count();
    }
}
