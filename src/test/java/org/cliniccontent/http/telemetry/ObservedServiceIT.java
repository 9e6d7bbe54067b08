package org.cliniccontent.http.telemetry;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.cliniccontent.authentication.ApiKeySecret;
import org.cliniccontent.deployment.Monitoring;
import org.cliniccontent.startup.EmbeddedPrograms;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.Bundles;
import org.cliniccontent.testing.PackagedService;
import org.cliniccontent.webhook.Receiver;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.cliniccontent.testing.Await.await;

/** The metrics, traces and JSON logs of a service with everything enabled. */
class ObservedServiceIT {

    private static final long SERVER = 2;

    /** The metrics of a service with a reader, which this one lacks: see ReaderIT. */
    private static final Set<String> OF_A_READER = Set.of("clinic_reader_release", "clinic_reader_fallbacks_total");

    private static final String CALLERS_SPAN = "00f067aa0ba902b7";

    @TempDir
    static Path folder;

    private static Collector collector;
    private static Receiver partner;
    private static PackagedService service;
    private static String admin;

    @BeforeAll
    static void start() throws Exception {
        collector = new Collector();
        partner = new Receiver();
        EmbeddedPrograms.linkInto(folder.resolve(".data/binaries"));
        service = new PackagedService(
                        folder,
                        Map.of(
                                "QUARKUS_OTEL_SDK_DISABLED", "false",
                                "QUARKUS_OTEL_EXPORTER_OTLP_ENDPOINT", collector.url(),
                                "QUARKUS_OTEL_BSP_SCHEDULE_DELAY", "100ms",
                                "QUARKUS_LOG_CONSOLE_JSON_ENABLED", "true",
                                "QUARKUS_HTTP_ACCESS_LOG_ENABLED", "true",
                                "CLINIC_WEBHOOKS_ALLOWED_NETWORKS", "127.0.0.0/8",
                                "CLINIC_WEBHOOKS_MEASURE_EVERY", "1s",
                                "CLINIC_METRICS_MEASURE_EVERY", "1s"))
                .started();
        admin = Files.readString(folder.resolve(".data/admin-key")).strip();
    }

    @AfterAll
    static void stop() throws IOException {
        if (service != null) {
            service.close();
        }
        partner.close();
        collector.close();
    }

    private static HttpResponse<String> post(String path, String type, String body, String... headers)
            throws InterruptedException {
        var request = service.request(path)
                .header("Authorization", "Bearer " + admin)
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofString(body));
        return service.send(headers.length == 0 ? request : request.headers(headers));
    }

    private static long released(String... headers) throws InterruptedException {
        var own = Bundles.unique();
        var answer = post(
                "/v1/imports?release=true&message=One",
                "application/yaml",
                Bundles.document(own) + "conditions:\n" + Bundles.condition(own, "Name"),
                headers);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Api.parse(answer.body()).at("/release/number").asLong();
    }

    private static String traceparent(String trace) {
        return "00-" + trace + "-" + CALLERS_SPAN + "-01";
    }

    private static List<JsonNode> log() {
        List<JsonNode> records = new ArrayList<>();
        service.log()
                .lines()
                // The one line that is for people, on the first start.
                .filter(line -> !line.startsWith("The administrator's API key"))
                .forEach(line -> records.add(Api.parse(line)));
        return records;
    }

    private static JsonNode logged(String trace, String access) throws Exception {
        var found = new ArrayList<JsonNode>();
        await("a line of the access log for " + trace, () -> {
            found.clear();
            log().stream()
                    .filter(record -> record.path("loggerName").asText().contains("access-log"))
                    .filter(record -> record.at("/mdc/traceId").asText().equals(trace))
                    .forEach(found::add);
            return !found.isEmpty();
        });
        assertThat(found).hasSize(1);
        assertThat(found.get(0).path("message").asText()).contains(access).contains("trace=" + trace);
        return found.get(0);
    }

    @Test
    void everyMetricAndLabelOfRulesAndDashboardExists() throws Exception {
        released();
        var stream = service.request("/v1/changes")
                .header("Authorization", "Bearer " + admin)
                .header("Accept", "application/x-ndjson");
        assertThat(service.send(stream).statusCode()).isEqualTo(200);
        await("figures are read", () -> service.metric("clinic_partners_lag_seconds") >= 0);
        // One that the service fails: it has no such release, and is asked for one at least.
        assertThat(service.send(service.request("/v1/conditions").header("Content-Release-Min", "999999"))
                        .statusCode())
                .isEqualTo(503);
        await("it is counted", () -> service.metrics().contains("outcome=\"SERVER_ERROR\""));
        var metrics = service.send(HttpRequest.newBuilder(
                                URI.create("http://localhost:" + service.managementPort() + "/q/metrics"))
                        .header("Accept", "text/plain"))
                .body();
        // For promtool, see .ci/observability.
        Files.writeString(Path.of("target", "metrics.txt"), metrics);
        assertThat(Monitoring.missing(metrics)).containsExactlyInAnyOrderElementsOf(OF_A_READER);
    }

    @Test
    void aReadIsATraceWithItsStatementsUnderItsRoute() {
        var trace = "0af7651916cd43dd8448eb211c80319c";
        assertThat(read("/v1/conditions/cartilage-damage?fields=name", trace)).isEqualTo(200);
        var request = collector.await("the request", span -> span.trace().equals(trace) && span.kind() == SERVER);
        assertThat(request.name()).isEqualTo("GET /v1/conditions/{slug}");
        assertThat(request.parent()).isEqualTo(CALLERS_SPAN);
        var statement = collector.await("a statement", span -> span.trace().equals(trace) && span.isStatement());
        assertThat(statement.parent()).isEqualTo(request.id());
        assertThat(statement.attributes().get("db.statement"))
                .contains("published_item", "?")
                .doesNotContain("cartilage-damage");

        // Again, and then it comes from the cache, on the event loop.
        var cached = "1bf7651916cd43dd8448eb211c80319c";
        assertThat(read("/v1/conditions/cartilage-damage?fields=name", cached)).isEqualTo(200);
        assertThat(collector
                        .await("the cached read", span -> span.trace().equals(cached))
                        .name())
                .isEqualTo("GET /v1/conditions/{slug}");
    }

    private static int read(String path, String trace) {
        try {
            return service.send(service.request(path).header("traceparent", traceparent(trace)))
                    .statusCode();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aProblemAndItsLogNameTheTrace() throws Exception {
        var missing = service.get("/v1/conditions/there-is-none");
        var trace = Api.parse(missing.body()).path("traceId").asText();
        collector.await("the trace of the problem", span -> span.trace().equals(trace) && span.kind() == SERVER);
        var record = logged(trace, "404");
        assertThat(Instant.parse(record.path("timestamp").asText())).isBefore(Instant.now());
        assertThat(record.at("/mdc/operation").asText()).isEqualTo("GET /v1/conditions/{slug}");
        assertThat(record.at("/mdc/caller").asText()).isEqualTo("anonymous");
        assertThat(record.at("/mdc/durationMs").asText()).matches("[0-9]+");

        var refused = service.get("/v1/api-keys", "cc_" + "x".repeat(50));
        assertThat(refused.statusCode()).isEqualTo(401);
        logged(Api.parse(refused.body()).path("traceId").asText(), "401");
        var malformed = service.get("/v1/conditions/");
        assertThat(malformed.statusCode()).isEqualTo(404);
        logged(Api.parse(malformed.body()).path("traceId").asText(), "404");
    }

    @Test
    void theAccessLogNamesTheOwnerAndNotTheKey() throws Exception {
        var trace = "2cf7651916cd43dd8448eb211c80319c";
        var answer = service.send(service.request("/v1/api-keys")
                .header("Authorization", "Bearer " + admin)
                .header("traceparent", traceparent(trace)));
        assertThat(answer.statusCode()).isEqualTo(200);
        var record = logged(trace, "200");
        assertThat(record.at("/mdc/caller").asText()).isNotEmpty().isNotEqualTo("anonymous");
        assertThat(record.at("/mdc/operation").asText()).isEqualTo("GET /v1/api-keys");
        assertThat(service.log().lines().filter(line -> line.contains(admin))).hasSize(1);
    }

    @Test
    void aWebhookIsInTheTraceOfTheRelease() throws Exception {
        var made = post("/v1/webhooks", "application/json", "{\"url\": \"" + partner.url() + "\"}");
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        var trace = "3df7651916cd43dd8448eb211c80319c";
        released("traceparent", traceparent(trace));
        var attempt = collector.await(
                "the attempt", span -> span.trace().equals(trace) && span.name().equals("POST webhook"));
        var request = collector.await("the release", span -> span.trace().equals(trace) && span.kind() == SERVER);
        assertThat(attempt.attributes()).containsEntry("http.response.status_code", "200");
        assertThat(collector.spans().stream().filter(span -> span.trace().equals(trace)))
                .extracting(Collector.Span::id)
                .contains(attempt.parent(), request.id());
        assertThat(partner.received())
                .extracting(received -> received.headers().get("traceparent"))
                .contains("00-" + trace + "-" + attempt.id() + "-01");
        assertThat(attempt.attributes().toString()).doesNotContain(partner.url());
    }

    @Test
    void noSecretAndNoPollingIsInTraces() throws Exception {
        var secret = ApiKeySecret.generate().secret();
        var trace = "4ef7651916cd43dd8448eb211c80319c";
        var answer = service.send(service.request("/v1/conditions?key=" + secret + "&password=hunter22")
                .header("User-Agent", "curl " + secret)
                .header("X-Forwarded-For", secret)
                .header("traceparent", traceparent(trace)));
        assertThat(answer.statusCode()).isEqualTo(400);
        collector.await("the request", span -> span.trace().equals(trace));
        assertThat(collector.received())
                .contains("url.query")
                .doesNotContain(secret)
                .doesNotContain("hunter22")
                .doesNotContain(admin);
        assertThat(service.log()).doesNotContain(secret).doesNotContain("hunter22");
        // By now the database was polled many times.
        assertThat(collector.spans())
                .noneMatch(span -> span.isStatement() && span.parent().isEmpty());
        assertThat(collector.spans()).allMatch(span -> span.events() == 0);
    }
}
