package org.cliniccontent.nemesis;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.cliniccontent.authentication.ApiKeySecret;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.Bundles;
import org.cliniccontent.testing.PackagedService;
import org.cliniccontent.testing.TcpProxy;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.cliniccontent.testing.Await.await;

/**
 * Replicas: a release of one is served by the others within a second, whatever happens to the notifications; and at
 * once to clients that require at least that release.
 */
class ReplicasIT {

    private static final int PROMISED_SECONDS = 1;
    private static final int RECOVERY_SECONDS = 30;
    private static final int TIMES = 5;
    private static final String LISTENERS = "clinic-content releases";

    private static final List<PackagedService> INSTANCES = new ArrayList<>();

    @TempDir
    static Path folder;

    private static EmbeddedPostgres database;
    private static TcpProxy wire;
    private static String adminKey;
    private static String key;

    private static PackagedService publisher;

    /** A replica that learns of releases by notifications alone, unless a request requires one. */
    private static PackagedService hinted;

    private static PackagedService usual;

    /** An acknowledged release with something new in it. */
    private record Published(long number, String path) {}

    @BeforeAll
    static void start() throws Exception {
        database = database(0);
        wire = new TcpProxy(database.getPort());
        adminKey = ApiKeySecret.generate().secret();
        publisher = instance(Map.of()).started();
        hinted = instance(Map.of("CLINIC_RELEASES_POLL_EVERY", "1h", "CLINIC_RELEASES_LISTEN_URL", overWire()))
                .started();
        usual = instance(Map.of("CLINIC_RELEASES_LISTEN_URL", overWire())).started();
        key = key();
        awaitHints();
    }

    @AfterAll
    static void stop() throws Exception {
        INSTANCES.forEach(PackagedService::close);
        wire.close();
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

    private static String overWire() {
        return url().replace(":" + database.getPort() + "/", ":" + wire.port() + "/");
    }

    private static PackagedService instance(Map<String, String> more) throws IOException {
        Map<String, String> environment = new TreeMap<>(more);
        environment.put("QUARKUS_DATASOURCE_JDBC_URL", url());
        environment.put("QUARKUS_DATASOURCE_USERNAME", "postgres");
        environment.put("CLINIC_ACCESS_ADMIN_KEY", adminKey);
        environment.put("CLINIC_REVIEW_AUTHOR_MAY_APPROVE", "true");
        environment.put("CLINIC_LIMITS_ADDRESS_REQUESTS", "1000000000");
        var instance = new PackagedService(folder, environment);
        INSTANCES.add(instance);
        return instance;
    }

    private static String key() throws InterruptedException {
        var body = "{\"name\": \"publisher\", \"scopes\": [\"drafts:write\", \"drafts:review\", \"releases:publish\"]}";
        var made = publisher.send(publisher
                .request("/v1/api-keys")
                .header("Authorization", "Bearer " + adminKey)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        return Api.parse(made.body()).path("key").asText();
    }

    private static Published publish() throws InterruptedException {
        var own = Bundles.unique();
        var bundle = Bundles.document(own) + "conditions:\n" + Bundles.condition(own, "Name");
        var answer = publisher.send(publisher
                .request("/v1/imports?release=true&message=One")
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/yaml")
                .POST(HttpRequest.BodyPublishers.ofString(bundle)));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new Published(Api.parse(answer.body()).at("/release/number").asLong(), "/v1/conditions/" + own);
    }

    private static boolean serves(PackagedService instance, Published published) throws InterruptedException {
        return instance.get(published.path()).statusCode() == 200;
    }

    private static long number(PackagedService instance) throws InterruptedException {
        return Api.parse(instance.get("/v1").body()).at("/release/number").asLong();
    }

    private static HttpResponse<String> readAtLeast(PackagedService instance, long release, String path)
            throws InterruptedException {
        return instance.send(instance.request(path).header("Content-Release-Min", Long.toString(release)));
    }

    private static void assertThatItServesWithinASecond(PackagedService instance, Published published)
            throws Exception {
        await(PROMISED_SECONDS, published + " is served in time", () -> serves(instance, published));
    }

    private static void assertThatItServesAtOnceWhenAsked(PackagedService instance, Published published)
            throws InterruptedException {
        var answer = readAtLeast(instance, published.number(), published.path());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Release")).contains(Long.toString(published.number()));
    }

    /** Waits until the listener is connected, and {@link #hinted} has the earlier releases. */
    private static void awaitHints() throws Exception {
        var before = publish();
        await(RECOVERY_SECONDS, "hints arrive", () -> serves(hinted, before));
    }

    @Test
    void theOthersServeAReleaseWithinASecond() throws Exception {
        for (int i = 0; i < TIMES; i++) {
            var published = publish();
            assertThat(serves(publisher, published)).as("its own").isTrue();
            assertThatItServesWithinASecond(hinted, published);
            assertThatItServesWithinASecond(usual, published);
        }
        assertThat(metric(hinted, "clinic_release ")).isEqualTo(number(hinted));
        assertThat(metric(hinted, "clinic_releases_hints_total ")).isGreaterThanOrEqualTo(TIMES);
        assertThat(metric(hinted, "clinic_releases_polled_total ")).isZero();
    }

    private static long metric(PackagedService instance, String name) throws InterruptedException {
        return (long) Double.parseDouble(instance.metrics()
                .lines()
                .filter(line -> line.startsWith(name))
                .findFirst()
                .orElseThrow()
                .substring(name.length()));
    }

    @Test
    void whoAsksForAReleaseGetsItAtOnce() throws Exception {
        for (int i = 0; i < TIMES; i++) {
            var published = publish();
            assertThatItServesAtOnceWhenAsked(hinted, published);
            assertThatItServesAtOnceWhenAsked(usual, published);
            assertThat(readAtLeast(usual, published.number() + 1, published.path())
                            .statusCode())
                    .isEqualTo(503);
        }
    }

    @Test
    void aPinnedReadOfAReleaseThatIsNewIsAnsweredToo() throws Exception {
        wire.set(TcpProxy.Mode.SILENT);
        try {
            var published = publish();
            assertThat(hinted.get(published.path() + "?release=" + published.number())
                            .statusCode())
                    .isEqualTo(200);
            assertThat(hinted.get(published.path() + "?release=" + (published.number() + 1))
                            .statusCode())
                    .isEqualTo(404);
        } finally {
            wire.set(TcpProxy.Mode.OPEN);
        }
        assertThatHintsArriveAgain();
    }

    @Test
    void hintsThatAreLostDelayNothingBeyondASecond() throws Exception {
        wire.set(TcpProxy.Mode.SILENT);
        try {
            for (int i = 0; i < TIMES; i++) {
                var published = publish();
                assertThatItServesWithinASecond(usual, published);
                assertThat(serves(hinted, published)).as("no hint came").isFalse();
                assertThatItServesAtOnceWhenAsked(hinted, published);
            }
        } finally {
            wire.set(TcpProxy.Mode.OPEN);
        }
        assertThatHintsArriveAgain();
    }

    private static void assertThatHintsArriveAgain() throws Exception {
        awaitHints();
        assertThatItServesWithinASecond(hinted, publish());
    }

    @Test
    void listenersThatAreEndedAgainAndAgainDelayNothingBeyondASecond() throws Exception {
        var ending = new AtomicBoolean(true);
        var thread = Executors.newSingleThreadExecutor();
        try {
            var ended = thread.submit(() -> endListeners(ending));
            for (int i = 0; i < TIMES; i++) {
                var published = publish();
                assertThatItServesWithinASecond(usual, published);
                assertThatItServesAtOnceWhenAsked(hinted, published);
            }
            ending.set(false);
            assertThat(ended.get(1, TimeUnit.MINUTES)).isPositive();
        } finally {
            ending.set(false);
            thread.shutdown();
        }
        assertThatHintsArriveAgain();
    }

    /**
     * Ends the listeners' connections.
     *
     * @return their number
     */
    private static int endListeners(AtomicBoolean ending) throws SQLException {
        int ended = 0;
        try (var connection = DriverManager.getConnection(url());
                var statement = connection.prepareStatement(
                        "select pg_terminate_backend(pid) from pg_stat_activity where application_name = ?")) {
            statement.setString(1, LISTENERS);
            while (ending.get()) {
                try (var rows = statement.executeQuery()) {
                    while (rows.next()) {
                        ended++;
                    }
                }
            }
        }
        return ended;
    }

    @Test
    void afterTheDatabaseWasAwayTheyFollowAgainAndHaveSaidSoOnce() throws Exception {
        awaitHints();
        var before = usual.log();
        var last = number(usual);
        int port = database.getPort();
        database.close();
        await(RECOVERY_SECONDS, "it is noticed", () -> said(usual, before, "The database is away") == 1);
        for (int i = 0; i < TIMES; i++) {
            // Each waits as long as a poll does.
            assertThat(usual.get("/v1/conditions").statusCode()).isEqualTo(503);
        }
        assertThat(readAtLeast(usual, last + 1, "/v1/conditions").statusCode()).isEqualTo(503);
        database = database(port);

        await(
                RECOVERY_SECONDS,
                "the publisher recovers",
                () -> publisher.get("/v1/conditions", key).statusCode() == 200);
        assertThatHintsArriveAgain();
        await(RECOVERY_SECONDS, "it says so", () -> said(usual, before, "The database is back") == 1);
        assertThatItServesWithinASecond(usual, publish());
        assertThat(said(usual, before, "The database is away")).isEqualTo(1);
        assertThat(said(usual, before, " fails: "))
                .as("its jobs say nothing more")
                .isZero();
    }

    private static long said(PackagedService instance, String before, String what) {
        return instance.log()
                .substring(before.length())
                .lines()
                .filter(line -> line.contains(what))
                .count();
    }

    @Test
    void aStoreThatWasPutBackIsFollowed() throws Exception {
        var published = publish();
        assertThatItServesWithinASecond(usual, published);
        takeBack(published.number());
        await(RECOVERY_SECONDS, "it goes back", () -> number(usual) == published.number() - 1);
        assertThat(usual.get(published.path()).statusCode()).isEqualTo(404);
        assertThat(usual.log())
                .contains("The database no longer has release %d as it was".formatted(published.number()));

        // The others are told by the next that is made in its place.
        await(RECOVERY_SECONDS, "the publisher goes back", () -> number(publisher) == published.number() - 1);
        var other = publish();
        assertThat(other.number()).as("a number is never used again").isGreaterThan(published.number());
        assertThat(usual.get("/v1/conditions?release=" + published.number()).statusCode())
                .isEqualTo(404);
        assertThatItServesWithinASecond(usual, other);
        assertThatHintsArriveAgain();
    }

    /** Removes the last release, as if an earlier backup had been restored. */
    private static void takeBack(long number) throws SQLException {
        try (var connection = DriverManager.getConnection(url());
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("set local session_replication_role = replica");
            for (String sql : List.of(
                    "delete from published_facet where since_release = %d",
                    "delete from published_item where since_release = %d",
                    "delete from release where number = %d",
                    "update release_pointer p set current = %1$d - 1, hash = r.hash from release r where r.number = %1$d - 1")) {
                statement.execute(sql.formatted(number));
            }
            connection.commit();
        }
    }
}
