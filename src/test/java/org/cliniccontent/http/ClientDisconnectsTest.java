package org.cliniccontent.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.cliniccontent.access.Scope;
import org.cliniccontent.database.Database;
import org.cliniccontent.testing.Keys;
import org.cliniccontent.testing.ServiceTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.cliniccontent.testing.Await.await;

/** A client that disconnects causes no error, whenever and however it does. */
@ServiceTest
// With HTTP/2.
@TestProfile(ConnectionLimitsTest.ShortTimes.class)
class ClientDisconnectsTest {

    private final Queue<LogRecord> complaints = new ConcurrentLinkedQueue<>();
    private final Handler listener = new Handler() {
        @Override
        public void publish(LogRecord line) {
            if (line.getLevel().intValue() >= Level.WARNING.intValue() && !isOfOwnClient(line)) {
                complaints.add(line);
            }
        }

        /**
         * Recognises log records of this test's own client, which complains about the HTTP/2 streams that it resets
         * itself.
         */
        private boolean isOfOwnClient(LogRecord line) {
            return line.getLoggerName().startsWith("io.vertx.core.http.impl.HttpClient")
                    || line.getLoggerName().equals("io.vertx.core.net.impl.ConnectionBase");
        }

        @Override
        public void flush() {
            // Nothing is kept back.
        }

        @Override
        public void close() {
            // There is nothing to close.
        }
    };

    @Inject
    MeterRegistry meters;

    @Inject
    Database database;

    @Inject
    Vertx vertx;

    @BeforeEach
    void listen() {
        Logger.getLogger("").addHandler(listener);
    }

    @AfterEach
    void listenNoMore() {
        Logger.getLogger("").removeHandler(listener);
    }

    private double gone() {
        return meters.get("clinic.http.clients.gone").counter().count();
    }

    private double busy() {
        return meters.find("clinic.concurrency.callers").gauge().value()
                + meters.find("clinic.concurrency.running").gauges().stream()
                        .mapToDouble(gauge -> gauge.value())
                        .sum()
                + meters.find("clinic.sync.streams").gauge().value()
                + meters.find("clinic.sync.streams.held").gauge().value();
    }

    private void checkThatNobodyComplains() throws Exception {
        await("all is given back", () -> busy() == 0);
        assertThat(complaints).extracting(LogRecord::getMessage).isEmpty();
    }

    private static Socket send(String head, String key) throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), RestAssured.port);
        socket.getOutputStream()
                .write((head.replace("|", "\r\n") + "\r\nHost: localhost\r\nAuthorization: Bearer " + key + "\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static void leave(Socket socket, boolean reset) throws IOException {
        socket.setSoLinger(reset, 0);
        socket.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void inTheMiddleOfABody(boolean reset) throws Exception {
        var key = Keys.with(Scope.SYNC_READ);
        double before = gone();
        long recorded = refusals();
        for (String rest :
                List.of("Content-Length: 100\r\n\r\n{", "Transfer-Encoding: chunked\r\n\r\n5\r\n{\"tok\r\n")) {
            var socket = send("POST /v1/changes/ack HTTP/1.1|Content-Type: application/json", key);
            socket.getOutputStream().write(rest.getBytes(StandardCharsets.US_ASCII));
            await("it is under way", () -> busy() > 0);
            leave(socket, reset);
            checkThatNobodyComplains();
        }
        assertThat(gone()).isGreaterThanOrEqualTo(before);
        assertThat(refusals()).as("nothing was refused").isEqualTo(recorded);
    }

    private long refusals() {
        return database.queryOne("select count(*) from audit_event where status >= 400", row -> row.getLong(1))
                .orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /v1/conditions?limit=93&include=treatments HTTP/1.1",
                "GET /v1/changes?limit=1000 HTTP/1.1",
                "GET /v1/changes HTTP/1.1|Accept: application/x-ndjson",
                "GET /v1/changes/stream HTTP/1.1|Accept: text/event-stream",
                "GET /v1/drafts HTTP/1.1",
                "GET /q/openapi HTTP/1.1",
                "GET /q/swagger-ui/swagger-ui-bundle.js HTTP/1.1",
                "GET /v1/conditions HTTP/1.1|Content-Release-Min: 999999999"
            })
    void atAnyTimeOfTheAnswer(String head) throws Exception {
        var key = Keys.with(Scope.SYNC_READ, Scope.DRAFTS_WRITE);
        for (int i = 0; i < 30; i++) {
            var socket = send(head, key);
            socket.getOutputStream().write("\r\n".getBytes(StandardCharsets.US_ASCII));
            LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(400L * (i / 2)));
            leave(socket, i % 2 == 0);
        }
        checkThatNobodyComplains();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/conditions?limit=92&include=treatments",
                "/v1/changes?limit=1000",
                "/v1/changes/stream",
                "/v1/drafts",
                "/q/openapi"
            })
    void byResettingAStreamOfHttp2(String path) throws Exception {
        var key = Keys.with(Scope.SYNC_READ, Scope.DRAFTS_WRITE);
        var client = vertx.createHttpClient(
                new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2).setHttp2ClearTextUpgrade(false));
        try {
            for (int i = 0; i < 30; i++) {
                long millis = 1 + i / 2;
                client.request(HttpMethod.GET, RestAssured.port, "localhost", path)
                        .compose(request -> {
                            request.putHeader("Authorization", "Bearer " + key).send();
                            return vertx.timer(millis, TimeUnit.MILLISECONDS).map(fired -> request.reset());
                        })
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get(30, TimeUnit.SECONDS);
            }
            checkThatNobodyComplains();
        } finally {
            client.close();
        }
    }

    @Test
    void anErrorOfOursIsOneStill() {
        RestAssured.get("/test/fault");
        assertThat(complaints).isNotEmpty();
        assertThat(ClientDisconnects.isGone(new IllegalStateException("Connection was closed")))
                .isFalse();
        assertThat(ClientDisconnects.isGone(new java.sql.SQLException(new IOException("Connection reset"))))
                .isFalse();
        assertThat(ClientDisconnects.isGone(new RuntimeException(new IOException("Broken pipe"))))
                .isTrue();
    }
}
