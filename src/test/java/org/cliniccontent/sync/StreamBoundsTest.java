package org.cliniccontent.sync;

import io.micrometer.core.instrument.MeterRegistry;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.cliniccontent.access.Scope;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.EventStream;
import org.cliniccontent.testing.Keys;
import org.cliniccontent.testing.ServiceTest;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.cliniccontent.testing.Await.await;

/** The limit of streams per caller: exactly that many, and each permit is returned however its stream ends. */
@ServiceTest
class StreamBoundsTest {

    private static final int MOST = 100;
    private static final String PATH = "/v1/changes/stream";

    @Inject
    MeterRegistry meters;

    private static Socket open(String key) throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), RestAssured.port);
        socket.setSoTimeout(30_000);
        socket.getOutputStream()
                .write(("GET " + PATH + "?bucket=00 HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n"
                                + "Authorization: Bearer " + key + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static String status(Socket socket) throws IOException {
        return new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII).substring(9);
    }

    @Test
    void oneCallerHasAsManyAsItMayAndOthersTheirs() throws Exception {
        var greedy = Keys.another(Scope.SYNC_READ);
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < MOST + 20; i++) {
                sockets.add(open(greedy));
            }
            List<String> statuses = new ArrayList<>();
            for (Socket socket : sockets) {
                statuses.add(status(socket));
            }
            assertThat(statuses)
                    .containsOnly("200", "429")
                    .filteredOn("200"::equals)
                    .hasSize(MOST);
            var refused = Api.as(greedy).accept("application/x-ndjson").get("/v1/changes");
            Api.problem(refused, 429, "too-many-requests");
            assertThat(refused.header("Retry-After")).isEqualTo("5");
            try (var stream = new EventStream(RestAssured.port, PATH, Keys.another(Scope.SYNC_READ), null)) {
                assertThat(stream.next()).isNotNull();
            }
            await(
                    "a stream is no request under way",
                    () -> meters.get("clinic.concurrency.callers").gauge().value() == 0);
            assertThat(meters.get("clinic.sync.streams.refused")
                            .tag("share", "caller")
                            .counter()
                            .count())
                    .isGreaterThanOrEqualTo(21);
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
        await(
                "all are given back",
                () -> meters.get("clinic.sync.streams.callers").gauge().value() == 0);
    }

    @Test
    void whatBecomesNoStreamTakesNoPlace() throws Exception {
        var key = Keys.another(Scope.SYNC_READ);
        for (int i = 0; i < MOST + 20; i++) {
            assertThat(Api.as(key).head(PATH).statusCode()).isEqualTo(200);
            var socket = open(key);
            socket.setSoLinger(true, 0);
            LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(100L * (i % 40)));
            socket.close();
        }
        await(
                "all are given back",
                () -> meters.get("clinic.sync.streams.callers").gauge().value() == 0);
        await(
                "none is taken for open",
                () -> meters.get("clinic.sync.streams").gauge().value() == 0);
        try (var socket = open(key)) {
            assertThat(status(socket)).isEqualTo("200");
        }
    }
}
