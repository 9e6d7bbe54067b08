package org.cliniccontent.startup;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.cliniccontent.authentication.ApiKeySecret;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.Bundles;
import org.cliniccontent.testing.PackagedService;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** A packaged service on an external database, and beside it one whose machine is two days ahead. */
class ClocksIT {

    private static final String KEY = ApiKeySecret.generate().secret();

    /**
     * The library of Debian's package libfaketime; {@code -Dfaketime=} names another place. Without it a part is
     * skipped.
     */
    private static final Path FAKETIME =
            Path.of(System.getProperty("faketime", "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1"));

    /** The tolerance for a slow machine, in seconds. */
    private static final double TOLERANCE = 20;

    private static final double TWO_DAYS = Duration.ofDays(2).toSeconds();

    @TempDir
    Path folder;

    @Test
    void aReplicaTwoDaysAheadRefusesToPublishAndHoldsNoOtherUp() throws Exception {
        try (var database = EmbeddedPostgres.builder()
                .setDataDirectory(folder.resolve("postgresql"))
                .start()) {
            try (var service = instance(database, Map.of()).started()) {
                assertThat(service.log()).containsOnlyOnce("Nobody can administer this service");
                assertThat(offset(service)).isBetween(-TOLERANCE, TOLERANCE);
            }
            Assumptions.assumeTrue(Files.exists(FAKETIME), "libfaketime is not installed");
            try (var right = instance(database, Map.of("CLINIC_ACCESS_ADMIN_KEY", KEY))
                            .started();
                    var wrong = instance(database, ahead()).started()) {
                var key = publisher(right);
                assertThat(wrong.get("/v1/conditions").statusCode()).isEqualTo(200);
                var refused = publish(wrong, key);
                assertThat(refused.statusCode()).as(refused.body()).isEqualTo(503);
                assertThat(refused.body()).contains("before the database's", "clinic.clock.refuse-beyond");
                assertThat(offset(wrong)).isBetween(TWO_DAYS - TOLERANCE, TWO_DAYS + TOLERANCE);
                assertThat(wrong.log()).containsOnlyOnce("too far apart");
                var made = publish(right, key);
                assertThat(made.statusCode()).as(made.body()).isEqualTo(200);
                var at = Instant.parse(Api.parse(right.get("/v1").body())
                        .path("release")
                        .path("publishedAt")
                        .asText());
                assertThat(Duration.between(at, Instant.now()).abs()).isLessThan(Duration.ofHours(1));
                // What it does go on doing, it does at the right time: its keys do not end early.
                assertThat(wrong.get("/v1/drafts", key).statusCode()).isEqualTo(200);
                assertThat(right.log()).doesNotContain("Nobody can administer");
            }
        }
    }

    private PackagedService instance(EmbeddedPostgres database, Map<String, String> more) throws Exception {
        Map<String, String> environment = new TreeMap<>(more);
        environment.put("QUARKUS_DATASOURCE_JDBC_URL", database.getJdbcUrl("postgres", "postgres"));
        environment.put("QUARKUS_DATASOURCE_USERNAME", "postgres");
        environment.put("CLINIC_REVIEW_AUTHOR_MAY_APPROVE", "true");
        return new PackagedService(folder, environment);
    }

    /**
     * Returns the environment of a clock that is ahead. The monotonic time stays correct: otherwise no wait would end.
     */
    private static Map<String, String> ahead() {
        return Map.of(
                "LD_PRELOAD", FAKETIME.toString(),
                "FAKETIME", "+2d",
                "FAKETIME_DONT_FAKE_MONOTONIC", "1",
                "DONT_FAKE_MONOTONIC", "1",
                "CLINIC_ACCESS_ADMIN_KEY", KEY);
    }

    private static double offset(PackagedService service) throws Exception {
        return service.metrics()
                .lines()
                .filter(line -> line.startsWith("clinic_clock_offset_seconds "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' ') + 1)))
                .findFirst()
                .orElseThrow();
    }

    private static String publisher(PackagedService service) throws Exception {
        var body = """
                {"name": "Publisher", "scopes": ["drafts:write", "drafts:review", "releases:publish"],
                 "expiresAt": "%s"}""".replace("%s", Instant.now().plus(Duration.ofDays(1)).toString());
        var made = service.send(service.request("/v1/api-keys")
                .header("Authorization", "Bearer " + KEY)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        return Api.parse(made.body()).path("key").asText();
    }

    private static HttpResponse<String> publish(PackagedService service, String key) throws Exception {
        var own = Bundles.unique();
        var bundle = Bundles.document(own) + "conditions:\n" + Bundles.condition(own, "A");
        return service.send(service.request("/v1/imports?release=true&message=m")
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/yaml")
                .POST(BodyPublishers.ofString(bundle)));
    }
}
