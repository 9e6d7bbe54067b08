package org.cliniccontent.sync;

import com.fasterxml.jackson.databind.JsonNode;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.cliniccontent.authentication.ApiKeySecret;
import org.cliniccontent.generator.Load;
import org.cliniccontent.generator.Plan;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.Bundles;
import org.cliniccontent.testing.EventStream;
import org.cliniccontent.testing.PackagedService;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.cliniccontent.testing.Await.await;

/** Streams of a service with much content: slow clients, many clients, and events around them. */
class ChangeStreamsIT {

    private static final int ENTITIES = 12_000;
    private static final int CLIENTS = 1_000;
    private static final int WAIT_SECONDS = 60;

    /** The limit of a stop, less than the 10 s that the service waits for requests that do not end. */
    private static final int STOP_SECONDS = 6;

    private static final String STREAMS = "clinic_sync_streams";
    private static final String STRETCHES = "clinic_sync_stretches_total";
    private static final String ADMIN_KEY = ApiKeySecret.generate().secret();

    @TempDir
    static Path folder;

    private static EmbeddedPostgres database;
    private static PackagedService service;
    private static String partner;
    private static String publisher;

    @BeforeAll
    static void start() throws Exception {
        database = database(0);
        Load.run(url(), "postgres", new Plan(5, ENTITIES));
        service = instance(Map.of()).started();
        partner = key("\"sync:read\"");
        publisher = key("\"drafts:write\", \"drafts:review\", \"releases:publish\"");
    }

    @AfterAll
    static void stop() throws Exception {
        service.close();
        database.close();
    }

    private static EmbeddedPostgres database(int port) throws IOException {
        return EmbeddedPostgres.builder()
                .setDataDirectory(folder.resolve("postgresql"))
                .setCleanDataDirectory(false)
                .setServerConfig("synchronous_commit", "on")
                .setPort(port)
                .start();
    }

    private static String url() {
        return database.getJdbcUrl("postgres", "postgres");
    }

    private static PackagedService instance(Map<String, String> more) throws IOException {
        Map<String, String> environment = new TreeMap<>(more);
        environment.put("QUARKUS_DATASOURCE_JDBC_URL", url());
        environment.put("QUARKUS_DATASOURCE_USERNAME", "postgres");
        environment.put("CLINIC_ACCESS_ADMIN_KEY", ADMIN_KEY);
        environment.put("CLINIC_REVIEW_AUTHOR_MAY_APPROVE", "true");
        environment.put("CLINIC_LIMITS_ADDRESS_REQUESTS", "1000000000");
        environment.put("CLINIC_LIMITS_CALLER_REQUESTS", "1000000000");
        environment.put("CLINIC_SYNC_STALL_TIMEOUT", "2s");
        // All clients have one key, and come at once.
        environment.put("CLINIC_SYNC_MAX_STREAMS_PER_CALLER", Integer.toString(2 * CLIENTS));
        environment.put("CLINIC_CONNECTIONS_MAX_PER_ADDRESS", "2000");
        environment.put("CLINIC_CONCURRENCY_PER_CALLER", Integer.toString(2 * CLIENTS));
        environment.put("CLINIC_CONCURRENCY_READS_MAX_WAIT", WAIT_SECONDS + "s");
        environment.put("CLINIC_CONCURRENCY_VERIFICATIONS_MAX_WAIT", WAIT_SECONDS + "s");
        return new PackagedService(folder, environment);
    }

    private static String key(String scopes) throws InterruptedException {
        var made = service.send(service.request("/v1/api-keys")
                .header("Authorization", "Bearer " + ADMIN_KEY)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"name\": \"test\", \"scopes\": [%s]}".formatted(scopes))));
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        return Api.parse(made.body()).path("key").asText();
    }

    /**
     * Publishes a condition.
     *
     * @return its slug
     */
    private static String publish() throws InterruptedException {
        var own = Bundles.unique();
        var bundle = Bundles.document(own) + "conditions:\n" + Bundles.condition(own, "Name " + own);
        var answer = service.send(service.request("/v1/imports?release=true&message=One")
                .header("Authorization", "Bearer " + publisher)
                .header("Content-Type", "application/yaml")
                .POST(HttpRequest.BodyPublishers.ofString(bundle)));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return own;
    }

    private static int busySessions() throws SQLException {
        try (var connection = DriverManager.getConnection(url());
                var statement = connection.createStatement();
                var rows = statement.executeQuery("""
                        select count(*) from pg_stat_activity
                        where application_name = 'clinic-content' and state <> 'idle'
                        """)) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private static List<JsonNode> lines(String query) throws InterruptedException {
        var answer = service.send(service.request("/v1/changes" + query)
                .header("Authorization", "Bearer " + partner)
                .header("Accept", "application/x-ndjson"));
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body().lines().map(Api::parse).toList();
    }

    private static String now() throws InterruptedException {
        var lines = lines("");
        return lines.get(lines.size() - 1).path("next").asText();
    }

    @Test
    void aWholeCopyIsStreamedToItsEndAndGoesOnFromEveryCheckpoint() throws Exception {
        var lines = lines("");
        assertThat(lines.stream().filter(line -> line.path("op").asText().equals("upsert")))
                .hasSizeGreaterThanOrEqualTo(ENTITIES);
        var last = lines.get(lines.size() - 1);
        assertThat(last.path("more").asBoolean()).isFalse();
        var digest = service.get("/v1/digest?release=" + last.path("release").asLong(), partner);
        assertThat(last.path("digest").asText())
                .isEqualTo(Api.parse(digest.body()).path("digest").asText());

        var checkpoints = lines.stream().filter(line -> line.has("next")).toList();
        assertThat(checkpoints).hasSizeGreaterThan(ENTITIES / 200 / 2);
        assertThat(checkpoints.subList(0, checkpoints.size() - 1)).allSatisfy(checkpoint -> {
            assertThat(checkpoint.path("more").asBoolean()).isTrue();
            assertThat(checkpoint.has("digest")).isFalse();
        });
        var middle = checkpoints.get(checkpoints.size() / 2);
        assertThat(lines("?token=" + middle.path("next").asText()))
                .isEqualTo(lines.subList(lines.indexOf(middle) + 1, lines.size()));
    }

    @Test
    void aClientThatStopsToReadStopsTheReadingAndIsCut() throws Exception {
        double before = service.metric(STRETCHES);
        // A part of the content that nobody else asks for, so that it is read for this client alone.
        try (var socket = slowClient("?type=condition&type=treatment&type=reference")) {
            assertThat(service.metric(STREAMS)).isEqualTo(1);
            await("it is cut", () -> service.metric(STREAMS) == 0);
            double read = service.metric(STRETCHES) - before;
            assertThat(read).as("chunks of 200").isPositive().isLessThan(ENTITIES / 200 / 2);
            assertThat(busySessions()).isZero();
            assertThat(rest(socket)).doesNotContain("\"more\":false").doesNotEndWith("\r\n0\r\n\r\n");
        }
    }

    /** Opens a client that has read the beginning of a pass, and whose buffer has no room for more. */
    private static Socket slowClient(String query) throws IOException {
        var socket = new Socket();
        socket.setReceiveBufferSize(8_192);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), service.port()));
        socket.getOutputStream().write("""
                        GET /v1/changes%s HTTP/1.1\r
                        Host: localhost\r
                        Accept: application/x-ndjson\r
                        Authorization: Bearer %s\r
                        \r
                        """.formatted(query, partner).getBytes(StandardCharsets.US_ASCII));
        assertThat(new String(socket.getInputStream().readNBytes(1_000), StandardCharsets.UTF_8))
                .startsWith("HTTP/1.1 200");
        return socket;
    }

    /** Reads the rest of the connection's buffers. */
    private static String rest(Socket socket) throws IOException {
        var rest = new StringBuilder();
        var buffer = new byte[65_536];
        try {
            for (int read = socket.getInputStream().read(buffer);
                    read >= 0;
                    read = socket.getInputStream().read(buffer)) {
                rest.append(new String(buffer, 0, read, StandardCharsets.UTF_8));
            }
        } catch (SocketException e) {
            // As it was cut: what was on its way is lost.
            rest.append("(reset)");
        }
        return rest.toString();
    }

    @Test
    void manyWaitWithoutAThreadEachAndAllAreTold() throws Exception {
        var token = now();
        try (var clients = new IdleClients(CLIENTS, service.port(), "/v1/changes/stream?token=" + token, partner)) {
            clients.await("event: checkpoint");
            assertThat(service.metric(STREAMS)).isEqualTo(CLIENTS);
            double before = service.metric(STRETCHES);
            var own = publish();
            clients.await("\"slug\":\"%s\"".formatted(own));
            assertThat(service.metric(STRETCHES) - before)
                    .as("all share what is read")
                    .isEqualTo(1);
            assertThat(service.metric("jvm_threads_live_threads")).isLessThan(CLIENTS / 2.0);
            assertThat(busySessions()).isZero();
        }
        await("they are forgotten", () -> service.metric(STREAMS) == 0);
    }

    @Test
    void aStreamOfEventsGoesOnWhenTheDatabaseIsBackAndAPassIsCut() throws Exception {
        try (var stream = new EventStream(service.port(), "/v1/changes/stream", partner, now());
                var pass = slowClient("?type=condition&type=treatment")) {
            stream.pass();
            int port = database.getPort();
            database.close();
            assertThat(rest(pass)).as("a pass in the middle").doesNotContain("\"more\":false");
            await("it is away", () -> service.get("/v1/changes", partner).statusCode() == 503);
            database = database(port);
            await(
                    "it is back",
                    () -> service.get("/v1/changes?limit=1", partner).statusCode() == 200);
            var first = publish();
            assertThat(slug(stream)).isEqualTo(first);
            var second = publish();
            assertThat(slug(stream)).isEqualTo(second);
        }
    }

    private static String slug(EventStream stream) throws IOException {
        return stream.pass().stream()
                .filter(event -> event.is("change"))
                .map(EventStream.Event::data)
                .filter(change -> change.path("type").asText().equals("condition"))
                .findFirst()
                .orElseThrow()
                .path("slug")
                .asText();
    }

    @Test
    void whenTheServiceStopsStreamsEndAndDoNotHoldItUp() throws Exception {
        var token = now();
        var other = instance(Map.of("CLINIC_SYNC_MAX_STREAMS", "1")).started();
        try (var stream = new EventStream(other.port(), "/v1/changes/stream", partner, token)) {
            stream.pass();
            var refused = other.get("/v1/changes/stream", partner);
            assertThat(refused.statusCode()).as("one more than there may be").isEqualTo(503);
            assertThat(refused.headers().firstValue("Retry-After")).isPresent();
            var stopped = CompletableFuture.runAsync(other::close);
            assertThat(stream.next()).as("the stream's end, as it should be").isNull();
            stopped.get(STOP_SECONDS, TimeUnit.SECONDS);
        } finally {
            other.close();
        }
    }
}
