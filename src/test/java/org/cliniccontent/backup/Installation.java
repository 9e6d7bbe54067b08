package org.cliniccontent.backup;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.cliniccontent.authentication.ApiKeySecret;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.Bundles;
import org.cliniccontent.testing.PackagedService;

import static org.assertj.core.api.Assertions.assertThat;

/** The packaged service under a name on a database, with what is done on it. */
final class Installation implements AutoCloseable {

    static final int PATIENCE_SECONDS = 120;
    private static final String JSON = "application/json";

    private final PackagedService service;
    private final String adminKey;

    private Installation(PackagedService service, String adminKey) {
        this.service = service;
        this.adminKey = adminKey;
    }

    static Installation start(Path folder, String name, String jdbcUrl, String adminKey)
            throws IOException, InterruptedException {
        return new Installation(new PackagedService(folder, environment(name, jdbcUrl, adminKey)).started(), adminKey);
    }

    private static Map<String, String> environment(String name, String jdbcUrl, String adminKey) {
        return Map.of(
                "CLINIC_INSTALLATION_NAME", name,
                "QUARKUS_DATASOURCE_JDBC_URL", jdbcUrl,
                "QUARKUS_DATASOURCE_USERNAME", "postgres",
                "CLINIC_ACCESS_ADMIN_KEY", adminKey,
                "CLINIC_REVIEW_AUTHOR_MAY_APPROVE", "true",
                "CLINIC_WEBHOOKS_ALLOWED_NETWORKS", "127.0.0.0/8",
                "CLINIC_AUDIT_SEAL_EVERY", "1s",
                // Several start at once, beside their databases: what takes long then is not what is tried here.
                "QUARKUS_DATASOURCE_JDBC_ACQUISITION_TIMEOUT", "60S",
                // Who lives for seconds does not earn what optimising costs.
                "JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1");
    }

    /** The same configuration with arguments, until it ends. @return what it said */
    static String command(Path folder, String name, String jdbcUrl, String adminKey, String... arguments)
            throws IOException, InterruptedException {
        var ended = new PackagedService(folder, environment(name, jdbcUrl, adminKey), arguments);
        assertThat(ended.exitCode()).as(ended.log()).isZero();
        return ended.log();
    }

    String api() {
        return "http://127.0.0.1:" + service.port();
    }

    HttpResponse<String> get(String path, String key) throws InterruptedException {
        return service.get(path, key);
    }

    String key(String... scopes) throws InterruptedException {
        var body = "{\"name\": \"drill\", \"scopes\": [\"%s\"]}".formatted(String.join("\", \"", scopes));
        return post("/v1/api-keys", adminKey, JSON, body, 201).path("key").asText();
    }

    static String idOf(String key) {
        return ApiKeySecret.parse(key).orElseThrow().id();
    }

    void revoke(String keyId) throws InterruptedException {
        var answer = service.send(service.request("/v1/api-keys/" + keyId)
                .header("Authorization", "Bearer " + adminKey)
                .DELETE());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
    }

    /** @return the number of the release */
    long publish(String slug, String key) throws InterruptedException {
        var bundle = Bundles.document(slug) + "conditions:\n" + Bundles.condition(slug, "Name");
        return post("/v1/imports?release=true&message=One", key, "application/yaml", bundle, 200)
                .at("/release/number")
                .asLong();
    }

    /** A release of something that is approved, later. */
    void schedule(String slug, String key) throws InterruptedException {
        var bundle = Bundles.document(slug);
        post("/v1/imports", key, "application/yaml", bundle, 200);
        var path = "/v1/drafts/documents/" + slug;
        var draft = service.get(path, key);
        step(path + "/submit", key, draft.headers().firstValue("ETag").orElseThrow(), "");
        draft = service.get(path, key);
        var sha256 = Api.parse(draft.body()).at("/draft/sha256").asText();
        step(
                path + "/approve",
                key,
                draft.headers().firstValue("ETag").orElseThrow(),
                "{\"sha256\": \"" + sha256 + "\"}");
        var body = "{\"message\": \"Later\", \"drafts\": [\"documents/%s\"], \"publishAt\": \"%s\"}"
                .formatted(slug, Instant.now().plusSeconds(7_200));
        post("/v1/releases", key, JSON, body, 202);
    }

    private void step(String path, String key, String tag, String body) throws InterruptedException {
        var request = service.request(path)
                .header("Authorization", "Bearer " + key)
                .header("If-Match", tag)
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (!body.isEmpty()) {
            request.header("Content-Type", JSON);
        }
        var answer = service.send(request);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    void webhook(String url, String key) throws InterruptedException {
        post("/v1/webhooks", key, JSON, "{\"url\": \"" + url + "\"}", 201);
    }

    /** Of a partner that has everything. */
    String token(String key) throws InterruptedException {
        var page = Api.parse(service.get("/v1/changes?limit=1000", key).body());
        assertThat(page.path("more").asBoolean()).isFalse();
        return page.path("next").asText();
    }

    private JsonNode post(String path, String key, String type, String body, int status) throws InterruptedException {
        var answer = service.send(service.request(path)
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofString(body)));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return Api.parse(answer.body());
    }

    void awaitForeign(boolean foreign) throws Exception {
        await(
                "foreign: " + foreign,
                () -> service.metrics().contains("clinic_store_foreign")
                        && service.metric("clinic_store_foreign") == (foreign ? 1 : 0));
    }

    static void await(String what, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!condition.call()) {
            assertThat(System.nanoTime()).as(what).isLessThan(end);
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    String log() {
        return service.log();
    }

    @Override
    public void close() {
        service.close();
    }
}
