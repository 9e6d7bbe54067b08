package org.cliniccontent.nemesis;

import com.fasterxml.jackson.databind.JsonNode;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.cliniccontent.authentication.ApiKeySecret;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.Bundles;
import org.cliniccontent.testing.PackagedService;
import org.cliniccontent.testing.TcpProxy;
import org.cliniccontent.webhook.Certificate;
import org.cliniccontent.webhook.FakeNameServer;
import org.cliniccontent.webhook.Receiver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.cliniccontent.testing.Await.await;

/**
 * Webhooks: releases are announced even if the service is killed at any time, and a receiver can read the announced
 * release from any replica.
 */
class WebhooksIT {

    private static final int RELEASES = 30;

    @TempDir
    Path folder;

    private final String adminKey = ApiKeySecret.generate().secret();
    private final List<PackagedService> instances = new ArrayList<>();
    private final List<Receiver> receivers = new ArrayList<>();
    private EmbeddedPostgres database;
    private Certificate certificate;
    private String key;

    @BeforeEach
    void start() throws Exception {
        database = database(0);
        certificate = Certificate.of(folder, "localhost");
    }

    @AfterEach
    void stop() throws IOException {
        instances.forEach(PackagedService::close);
        for (Receiver receiver : receivers) {
            receiver.close();
        }
        database.close();
    }

    private EmbeddedPostgres database(int port) throws IOException {
        return EmbeddedPostgres.builder()
                .setDataDirectory(folder.resolve("postgresql"))
                .setCleanDataDirectory(false)
                .setServerConfig("synchronous_commit", "on")
                .setPort(port)
                .start();
    }

    private PackagedService instance(Map<String, String> more) throws IOException {
        Map<String, String> environment = new TreeMap<>(Map.of(
                "QUARKUS_DATASOURCE_JDBC_URL",
                database.getJdbcUrl("postgres", "postgres"),
                "QUARKUS_DATASOURCE_USERNAME",
                "postgres",
                "CLINIC_ACCESS_ADMIN_KEY",
                adminKey,
                "CLINIC_REVIEW_AUTHOR_MAY_APPROVE",
                "true",
                "CLINIC_WEBHOOKS_ALLOWED_NETWORKS",
                "127.0.0.0/8,::1",
                // So that what a service that was killed has left is soon taken for lost.
                "CLINIC_WEBHOOKS_LEASE",
                "3s",
                "CLINIC_WEBHOOKS_TIMEOUT",
                "2s",
                "JAVA_TOOL_OPTIONS",
                "-Djavax.net.ssl.trustStore=%s -Djavax.net.ssl.trustStorePassword=%s"
                        .formatted(certificate.store(), Certificate.PASSWORD)));
        environment.putAll(more);
        var instance = new PackagedService(folder, environment);
        instances.add(instance);
        return instance;
    }

    private Receiver receiver() throws IOException {
        var receiver = new Receiver();
        receivers.add(receiver);
        return receiver;
    }

    private static HttpResponse<String> post(PackagedService to, String by, String path, String type, String body)
            throws InterruptedException {
        return to.send(to.request(path)
                .header("Authorization", "Bearer " + by)
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private static JsonNode made(HttpResponse<String> answer, int status) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return Api.parse(answer.body());
    }

    private void makeKey(PackagedService service) throws InterruptedException {
        var body = """
                {"name": "all", "scopes": ["drafts:write", "drafts:review", "releases:publish", "webhooks:manage"]}
                """;
        key = made(post(service, adminKey, "/v1/api-keys", "application/json", body), 201)
                .path("key")
                .asText();
    }

    private String register(PackagedService service, String url) throws InterruptedException {
        return made(post(service, key, "/v1/webhooks", "application/json", "{\"url\": \"%s\"}".formatted(url)), 201)
                .path("id")
                .asText();
    }

    private long publish(PackagedService service, String slug, String name) throws InterruptedException {
        var bundle = Bundles.document(slug) + "conditions:\n" + Bundles.condition(slug, name);
        return made(post(service, key, "/v1/imports?release=true&message=One", "application/yaml", bundle), 200)
                .at("/release/number")
                .asLong();
    }

    private static long release(Receiver.Received request) {
        return Api.parse(request.body()).at("/data/release").asLong();
    }

    @Test
    void aServiceThatIsKilledLosesNothingAndRepeatsUnderTheSameId() throws Exception {
        var receiver = receiver();
        // Killed when a release is committed, and nothing of it is sent.
        var silent = instance(Map.of("CLINIC_WEBHOOKS_DISPATCH", "false")).started();
        makeKey(silent);
        register(silent, receiver.url());
        long first = publish(silent, Bundles.unique(), "First");
        silent.kill();
        assertThat(receiver.connections()).isZero();

        // Killed when something was sent, and nothing of it is recorded.
        var killed = instance(Map.of());
        receiver.then((request, line) -> killed.kill());
        await("the killer is sent what was left", () -> !receiver.received().isEmpty());
        assertThat(killed.exitCode()).isNotZero();
        var last = instance(Map.of()).started();
        await("it is sent again", () -> receiver.received().size() == 2);
        assertThat(receiver.received()).allMatch(request -> release(request) == first);
        assertThat(receiver.received().get(1).id())
                .isEqualTo(receiver.received().get(0).id());
        assertThat(receiver.received().get(1).body())
                .isEqualTo(receiver.received().get(0).body());

        long second = publish(last, Bundles.unique(), "Second");
        await("what is published later is sent, too", () -> receiver.received().size() == 3);
        assertThat(release(receiver.received().get(2))).isEqualTo(second);
        assertThat(receiver.received().get(2).id())
                .isNotEqualTo(receiver.received().get(0).id());
    }

    /** The responses that a receiver read right after an announcement. */
    private record Read(long release, String name, HttpResponse<String> atLeast, HttpResponse<String> pinned) {}

    @Test
    void whoIsToldOfAReleaseReadsItFromAReplicaThatNobodyTold() throws Exception {
        try (var wire = new TcpProxy(database.getPort())) {
            wire.set(TcpProxy.Mode.SILENT);
            var publisher = instance(Map.of()).started();
            var deaf = instance(Map.of(
                            "CLINIC_RELEASES_POLL_EVERY",
                            "1h",
                            "CLINIC_RELEASES_LISTEN_URL",
                            database.getJdbcUrl("postgres", "postgres")
                                    .replace(":" + database.getPort() + "/", ":" + wire.port() + "/")))
                    .started();
            makeKey(publisher);
            var slug = Bundles.unique();
            publish(publisher, slug, "Before.");
            assertThat(deaf.get("/v1/conditions/" + slug).statusCode())
                    .as("nobody told it")
                    .isEqualTo(404);
            Queue<Read> reads = new ConcurrentLinkedQueue<>();
            Map<Long, String> names = new TreeMap<>();
            var receiver = receiver().always((request, line) -> {
                reads.add(read(deaf, slug, release(request)));
                Receiver.status(204).to(request, line);
            });
            register(publisher, receiver.url());
            for (int i = 0; i < RELEASES; i++) {
                var name = "Name %d.".formatted(i);
                names.put(publish(publisher, slug, name), name);
            }
            await("all are told", () -> reads.size() >= RELEASES);
            assertThat(reads)
                    .hasSize(RELEASES)
                    .extracting(Read::release)
                    .containsExactlyInAnyOrderElementsOf(names.keySet());
            assertThat(reads).allSatisfy(read -> {
                assertThat(read.atLeast().statusCode())
                        .as(read.atLeast().body())
                        .isEqualTo(200);
                assertThat(Long.parseLong(read.atLeast()
                                .headers()
                                .firstValue("Content-Release")
                                .orElseThrow()))
                        .isGreaterThanOrEqualTo(read.release());
                assertThat(read.pinned().statusCode()).as(read.pinned().body()).isEqualTo(200);
                assertThat(Api.parse(read.pinned().body()).path("name").asText())
                        .isEqualTo(names.get(read.release()));
            });
            checkTls(publisher);
            checkMetrics(publisher);
        }
    }

    private static Read read(PackagedService from, String slug, long release) throws InterruptedException {
        var path = "/v1/conditions/" + slug;
        var minimum = Long.toString(release);
        return new Read(
                release,
                path,
                from.send(from.request(path).header("Content-Release-Min", minimum)),
                from.get(path + "?release=" + release));
    }

    /** Checks that the certificate must be trusted, and must name the host rather than the host's address. */
    private void checkTls(PackagedService service) throws Exception {
        var receiver = Receiver.tls(certificate.sockets());
        receivers.add(receiver);
        var byName = register(service, receiver.url().replace("127.0.0.1", "localhost"));
        var byAddress = register(service, receiver.url());
        publish(service, Bundles.unique(), "By TLS");
        await("it is sent", () -> attempts(service, byName, "status") == 1);
        await("it is tried", () -> attempts(service, byAddress, "error") >= 1);
        assertThat(receiver.received()).hasSize(1);
        assertThat(receiver.received().get(0).headers().get("host")).isEqualTo("localhost:" + receiver.port());
    }

    private long attempts(PackagedService service, String webhook, String with) {
        try {
            var log = service.get("/v1/webhooks/%s/deliveries".formatted(webhook), key);
            assertThat(log.statusCode()).as(log.body()).isEqualTo(200);
            return Api.parse(log.body()).path("items").findValues("lastAttempt").stream()
                    .filter(attempt -> attempt.has(with))
                    .count();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Checks that silence does not count as a missing name, and delays neither other names nor other partners. */
    @Test
    void aNameWhoseNameServersAreSilentIsTriedAgainLater() throws Exception {
        try (var names = new FakeNameServer()) {
            names.answer(".silent.example", FakeNameServer.Answer.SILENCE)
                    .answer("failing.example", FakeNameServer.Answer.SERVFAIL)
                    .answer("partner.example", FakeNameServer.Answer.LOOPBACK);
            var service = instance(Map.of("CLINIC_WEBHOOKS_NAME_SERVERS", names.address()))
                    .started();
            makeKey(service);
            var another = key;
            makeKey(service);
            var threads = Executors.newFixedThreadPool(20);
            try {
                List<Future<HttpResponse<String>>> silent = new ArrayList<>();
                for (int i = 0; i < 20; i++) {
                    var url = "http://a" + i + ".silent.example/";
                    silent.add(threads.submit(() -> create(service, another, url)));
                }
                await("they are looked up", () -> names.questions() > 0);
                var receiver = receiver();
                register(service, receiver.url().replace("127.0.0.1", "partner.example"));
                for (var answer : silent) {
                    assertThat(answer.get().statusCode())
                            .as(answer.get().body())
                            .isEqualTo(503);
                    assertThat(answer.get().headers().firstValue("Retry-After")).isPresent();
                }
                assertThat(create(service, key, "http://failing.example/").statusCode())
                        .isEqualTo(503);
                assertThat(create(service, key, "http://none.example/").statusCode())
                        .isEqualTo(400);
                assertThat(Api.parse(service.get("/v1/webhooks", adminKey).body())
                                .path("items"))
                        .as("nothing of it is kept")
                        .hasSize(1);

                publish(service, Bundles.unique(), "First");
                await("it is sent", () -> receiver.received().size() == 1);
                names.answer("partner.example", FakeNameServer.Answer.SILENCE);
                publish(service, Bundles.unique(), "Second");
                await("it is looked up in vain", () -> names.questions("partner.example") > 4);
                names.answer("partner.example", FakeNameServer.Answer.LOOPBACK);
                await("it is sent later", () -> receiver.received().size() == 2);
            } finally {
                threads.shutdownNow();
            }
        }
    }

    private static HttpResponse<String> create(PackagedService service, String by, String url)
            throws InterruptedException {
        return post(service, by, "/v1/webhooks", "application/json", "{\"url\": \"" + url + "\"}");
    }

    /** Checks that no metric grows with the number of partners, or reveals their location. */
    private static void checkMetrics(PackagedService service) throws InterruptedException {
        assertThat(service.metrics())
                .contains("clinic_webhooks_attempts_total{outcome=\"delivered\"")
                .contains("clinic_webhooks_pending", "clinic_webhooks_dead", "clinic_webhooks_late_seconds")
                .contains("clinic_webhooks_under_way{lane=\"slow\"", "clinic_webhooks_due_seconds{priority=\"news\"")
                .doesNotContain("hook?of", "/hook", "http_client_");
    }
}
