package org.cliniccontent.faults;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.cliniccontent.authentication.ApiKeySecret;
import org.cliniccontent.testing.PackagedService;
import org.cliniccontent.testing.TcpProxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.cliniccontent.testing.Await.await;

/** A service that reaches its database through a proxy, by a role without superuser rights, and a client. */
final class Rig implements AutoCloseable {

    /** The promised time of every request, whatever the database does. */
    static final Duration PROMISED = Duration.ofSeconds(5);

    static final String ROLE = "clinic";

    /** A cached target that is requested in every state. */
    static final String CACHED = "/v1/conditions";

    /** The number of rounds per fault: more in the long form. */
    static final int ROUNDS = Integer.getInteger("faults.rounds", 1);

    private static final int RECOVERY_SECONDS = 20;
    private static final AtomicLong ASKED = new AtomicLong();

    final EmbeddedPostgres database;
    final TcpProxy proxy;
    final PackagedService service;
    final String adminKey = ApiKeySecret.generate().secret();

    /** A response with its duration. */
    record Timed(int status, Duration duration, HttpResponse<String> response) {}

    /**
     * @param data the folder of the database
     * @param url of the service's database; its only argument is the proxy's port
     */
    Rig(Path folder, Path data, java.util.function.IntFunction<String> url, Map<String, String> more)
            throws IOException, InterruptedException, SQLException {
        database = EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("max_wal_size", "64MB")
                .setServerConfig("min_wal_size", "32MB")
                .setPGStartupWait(Duration.ofSeconds(60))
                .start();
        sql("create role " + ROLE + " login");
        sql("create database " + ROLE + " owner " + ROLE);
        proxy = new TcpProxy(database.getPort());
        Map<String, String> environment = new TreeMap<>(more);
        environment.put("QUARKUS_DATASOURCE_JDBC_URL", url.apply(proxy.port()));
        environment.put("QUARKUS_DATASOURCE_USERNAME", ROLE);
        environment.put("CLINIC_ACCESS_ADMIN_KEY", adminKey);
        environment.put("CLINIC_LIMITS_ADDRESS_REQUESTS", "1000000000");
        environment.put("CLINIC_LIMITS_CALLER_REQUESTS", "1000000000");
        environment.put("CLINIC_LIMITS_ATTEMPT_REQUESTS", "1000000000");
        var starting = new PackagedService(folder, environment);
        try {
            service = starting.started();
        } catch (AssertionError e) {
            proxy.close();
            database.close();
            throw e;
        }
        assertThat(service.get(CACHED).statusCode()).isEqualTo(200);
        assertThat(write().status()).isEqualTo(201);
    }

    Rig(Path folder) throws IOException, InterruptedException, SQLException {
        this(folder, folder.resolve("postgresql"), Rig::url, Map.of());
    }

    static String url(int port) {
        return "jdbc:postgresql://localhost:" + port + "/" + ROLE;
    }

    /** Connects as a superuser, bypassing the proxy. */
    Connection superuser() throws SQLException {
        return DriverManager.getConnection(database.getJdbcUrl("postgres", ROLE));
    }

    /** Executes a statement, outside of the service's database, which may be set to refuse connections. */
    void sql(String sql) throws SQLException {
        try (var connection = DriverManager.getConnection(database.getJdbcUrl("postgres", "postgres"));
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    void endSessions() throws SQLException {
        sql("select pg_terminate_backend(pid) from pg_stat_activity where usename = '" + ROLE + "'");
    }

    /** Reads an uncached target. */
    Timed read() throws InterruptedException {
        return ask(service.request(uncached()));
    }

    static String uncached() {
        return String.format(
                java.util.Locale.ROOT,
                "/v1/conditions?updatedSince=2001-01-01T00:00:00.%06dZ",
                ASKED.incrementAndGet());
    }

    Timed write() throws InterruptedException {
        return ask(keyRequest());
    }

    HttpRequest.Builder keyRequest() {
        return service.request("/v1/api-keys")
                .header("Authorization", "Bearer " + adminKey)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"name\": \"of a test\", \"scopes\": [\"sync:read\"]}"));
    }

    Timed ask(HttpRequest.Builder request) throws InterruptedException {
        long begun = System.nanoTime();
        var response = service.send(request.timeout(Duration.ofSeconds(60)));
        return new Timed(response.statusCode(), Duration.ofNanos(System.nanoTime() - begun), response);
    }

    /** Sends requests concurrently. */
    List<Timed> all(int number, Callable<Timed> request) throws Exception {
        var threads = Executors.newFixedThreadPool(number);
        try {
            List<Callable<Timed>> requests = java.util.Collections.nCopies(number, request);
            List<Timed> answers = new ArrayList<>();
            for (Future<Timed> each : threads.invokeAll(requests)) {
                answers.add(each.get());
            }
            return answers;
        } finally {
            threads.shutdown();
        }
    }

    /** Opens sessions for all later requests, so that the fault meets idle sessions. */
    void warm() throws Exception {
        all(6, this::read);
    }

    /** Checks that no earlier outage is in progress, or about to be logged as over. */
    private boolean isCalm() {
        return service.log()
                .lines()
                .filter(line -> line.contains("The database is "))
                .reduce((first, second) -> second)
                .map(last -> last.contains("is back"))
                .orElse(true);
    }

    int readiness() throws InterruptedException {
        return service.send(HttpRequest.newBuilder(
                        java.net.URI.create("http://localhost:" + service.managementPort() + "/q/health/ready")))
                .statusCode();
    }

    static void assertUnavailable(Timed answer) {
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(503);
        assertThat(answer.response().headers().firstValue("Retry-After")).isPresent();
        assertInTime(answer);
    }

    static void assertInTime(Timed answer) {
        assertThat(answer.duration()).as(answer.response().body()).isLessThan(PROMISED);
    }

    /**
     * Waits until everything works again, without a restart.
     *
     * @return the duration
     */
    Duration recovered() throws Exception {
        long begun = System.nanoTime();
        await(RECOVERY_SECONDS, service::log, () -> read().status() == 200 && write().status() == 201);
        var took = Duration.ofNanos(System.nanoTime() - begun);
        await("all is calm", this::isCalm);
        assertThat(all(20, this::read)).allMatch(answer -> answer.status() == 200 || answer.status() == 429);
        return took;
    }

    @Override
    public void close() throws IOException {
        service.close();
        proxy.close();
        database.close();
    }

    /** Returns the longest duration in milliseconds, for readers of a run's figures. */
    static long longest(List<Timed> answers) {
        return answers.stream()
                .mapToLong(answer -> answer.duration().toMillis())
                .max()
                .orElse(0);
    }
}
