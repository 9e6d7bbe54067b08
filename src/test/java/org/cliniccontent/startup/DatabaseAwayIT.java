package org.cliniccontent.startup;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.cliniccontent.authentication.ApiKeySecret;
import org.cliniccontent.testing.PackagedService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.cliniccontent.testing.Await.await;

/** A database that goes down and comes back: the service logs it, and recovers by itself. */
class DatabaseAwayIT {

    /** A target that was not read before. */
    private static final String OTHERS = "/v1/conditions?limit=3";

    private static final long ANSWER_SECONDS = 5;
    private static final int RECOVERY_SECONDS = 30;

    @TempDir
    Path folder;

    @Test
    void readsAreRefusedWhileItIsAwayAndGoOnAfterwards() throws Exception {
        int port;
        try (var database = database(0)) {
            port = database.getPort();
            try (var service = new PackagedService(folder, environment(database)).started()) {
                var before = service.get("/v1/conditions").body();
                stop(database);

                var kept = service.get("/v1/conditions");
                assertThat(kept.statusCode()).as("what was read before").isEqualTo(200);
                assertThat(kept.body()).isEqualTo(before);

                long asked = System.nanoTime();
                var refused = service.get(OTHERS);
                assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - asked))
                        .isLessThan(ANSWER_SECONDS);
                assertThat(refused.statusCode()).isEqualTo(503);
                assertThat(refused.headers().firstValue("Retry-After")).contains("5");
                assertThat(refused.headers().firstValue("Content-Type")).contains("application/problem+json");
                assertThat(refused.body()).contains("/problems/unavailable").doesNotContain("PSQL", "localhost");

                asked = System.nanoTime();
                var withKey =
                        service.get("/v1/conditions", ApiKeySecret.generate().secret());
                assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - asked))
                        .isLessThan(ANSWER_SECONDS);
                assertThat(withKey.statusCode())
                        .as("it cannot be known whether the key is valid")
                        .isEqualTo(503);
                assertThat(withKey.headers().firstValue("Retry-After")).contains("5");

                try (var back = database(port)) {
                    assertThat(back.getPort()).isEqualTo(port);
                    assertThat(recovered(service)).isEqualTo(200);
                    assertThat(service.get("/v1/conditions").body()).isEqualTo(before);
                }
            }
        }
    }

    /**
     * Stops the database. It is a separate method, because closing it again at the end is harmless, which the compiler
     * cannot know.
     */
    private static void stop(EmbeddedPostgres database) throws IOException {
        database.close();
    }

    private static int recovered(PackagedService service) throws InterruptedException {
        await(RECOVERY_SECONDS, "it has recovered", () -> service.get(OTHERS).statusCode() == 200);
        return service.get(OTHERS).statusCode();
    }

    private EmbeddedPostgres database(int port) throws IOException {
        return EmbeddedPostgres.builder()
                .setDataDirectory(folder.resolve("postgresql"))
                .setCleanDataDirectory(false)
                .setPort(port)
                .start();
    }

    private static Map<String, String> environment(EmbeddedPostgres database) {
        return Map.of(
                "QUARKUS_DATASOURCE_JDBC_URL",
                database.getJdbcUrl("postgres", "postgres"),
                "QUARKUS_DATASOURCE_USERNAME",
                "postgres");
    }
}
