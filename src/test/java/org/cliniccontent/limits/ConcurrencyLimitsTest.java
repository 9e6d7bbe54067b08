package org.cliniccontent.limits;

import io.micrometer.core.instrument.MeterRegistry;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.cliniccontent.access.Scope;
import org.cliniccontent.authentication.ApiKeySecret;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.Keys;
import org.cliniccontent.testing.ServiceTest;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.cliniccontent.testing.Await.await;

/** One caller with hundreds of slow requests leaves everyone else enough capacity. */
@ServiceTest
class ConcurrencyLimitsTest {

    private static final int MANY = 250;
    private static final int TIMEOUT_MILLIS = 30_000;
    private static final AtomicInteger DISTINCT = new AtomicInteger();

    private final List<Socket> sockets = new ArrayList<>();

    @Inject
    MeterRegistry meters;

    @Inject
    DataSource pool;

    @AfterEach
    void leave() throws Exception {
        SlowResource.open();
        for (Socket socket : sockets) {
            socket.close();
        }
        await("the endpoints are done", () -> SlowResource.RUNNING.get() == 0);
        await("nothing runs", () -> gauge("clinic.concurrency.running") == 0);
        await("nothing waits", () -> gauge("clinic.concurrency.waiting") == 0);
        await("nothing is under way", () -> gauge("clinic.concurrency.callers") == 0);
    }

    private double gauge(String name) {
        return meters.find(name).gauges().stream()
                .mapToDouble(gauge -> gauge.value())
                .sum();
    }

    private Socket send(String request) throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), RestAssured.port);
        sockets.add(socket);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static String slow(String key) {
        return "GET /test/slow HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + key + "\r\n\r\n";
    }

    private static String status(Socket socket) {
        try {
            return new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII).substring(9);
        } catch (IOException e) {
            return e.getMessage();
        }
    }

    /** Checks the requests of others meanwhile, each to an uncached target. */
    private static void checkThatOthersAreAnswered(String other) throws Exception {
        within(() -> Api.get("/v1/conditions?limit=1&sort=name&cursorless=" + DISTINCT.get()), 400);
        within(() -> Api.get("/v1/conditions?limit=" + (1 + DISTINCT.incrementAndGet() % 100)), 200);
        within(() -> Api.as(other).get("/v1/api-keys?limit=1"), 200);
        int port = ConfigProvider.getConfig().getValue("quarkus.management.test-port", Integer.class);
        within(() -> RestAssured.given().port(port).get("/q/health/ready"), 200);
    }

    private static void within(Callable<Response> request, int status) throws Exception {
        var response = CompletableFuture.supplyAsync(() -> {
                    try {
                        return request.call();
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                })
                .get(20, TimeUnit.SECONDS);
        assertThat(response.statusCode()).as(response.asString()).isEqualTo(status);
    }

    @Test
    void slowReadsOfOneCallerLeaveOthersTheirShare() throws Exception {
        var greedy = Keys.another(Scope.SYNC_READ);
        var other = Keys.another(Scope.ADMIN);
        SlowResource.close();
        List<Socket> slow = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            slow.add(send(slow(greedy)));
        }
        await("its share is used up", () -> SlowResource.RUNNING.get() == 6);
        checkThatOthersAreAnswered(other);
        assertThat(SlowResource.RUNNING.get()).isEqualTo(6);
        var refused = Api.as(greedy).get("/v1/changes");
        Api.problem(refused, 429, "too-many-requests");
        assertThat(refused.header("Retry-After")).isEqualTo("1");
        await("those that waited too long are told", () -> gauge("clinic.concurrency.waiting") == 0);
        SlowResource.open();
        assertThat(slow.stream().map(ConcurrencyLimitsTest::status))
                .containsOnly("200", "429")
                .filteredOn("200"::equals)
                .hasSize(6);
    }

    @Test
    void whoLeavesKeepsItsPlaceAsLongAsItIsWorkedFor() throws Exception {
        var greedy = Keys.another(Scope.SYNC_READ);
        SlowResource.close();
        for (int i = 0; i < 60; i++) {
            int before = sockets.size();
            var socket = send(slow(greedy));
            int begun = Math.min(6, i + 1);
            await("it is worked for", () -> SlowResource.BEGUN.get() >= begun);
            socket.setSoLinger(true, 0);
            socket.close();
            assertThat(sockets).hasSize(before + 1);
        }
        checkThatOthersAreAnswered(Keys.another(Scope.ADMIN));
        assertThat(SlowResource.BEGUN.get()).isEqualTo(6);
    }

    @Test
    void slowBodiesOfOneCallerLeaveOthersTheirShare() throws Exception {
        var greedy = Keys.another(Scope.SYNC_READ, Scope.DRAFTS_WRITE);
        for (int i = 0; i < MANY; i++) {
            send("POST /v1/changes/ack HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                    + "Content-Length: 100\r\nAuthorization: Bearer " + greedy + "\r\n\r\n{");
        }
        checkThatOthersAreAnswered(Keys.another(Scope.ADMIN));
        within(
                () -> Api.as(Keys.another(Scope.DRAFTS_WRITE))
                        .contentType("application/json")
                        .body("{}")
                        .post("/test/writes/concurrency"),
                201);
    }

    /** Checks a flood of unknown keys, each of which takes long to verify. */
    @Test
    void verificationsThatHangLeaveReadsTheirShare() throws Exception {
        try (var connection = pool.getConnection();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("lock table api_key in access exclusive mode");
            for (int i = 0; i < MANY; i++) {
                send(slow(ApiKeySecret.generate().secret()));
            }
            within(() -> Api.get("/v1/conditions?limit=" + (1 + DISTINCT.incrementAndGet() % 100)), 200);
            int port = ConfigProvider.getConfig().getValue("quarkus.management.test-port", Integer.class);
            within(() -> RestAssured.given().port(port).get("/q/health/ready"), 200);
            connection.rollback();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
        assertThat(sockets.stream().map(ConcurrencyLimitsTest::status)).isSubsetOf("401", "429", "503");
    }
}
