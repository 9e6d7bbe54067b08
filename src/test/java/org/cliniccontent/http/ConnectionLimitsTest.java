package org.cliniccontent.http;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2HeadersDecoder;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.cliniccontent.access.Scope;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.Keys;
import org.cliniccontent.testing.RawHttp;
import org.cliniccontent.testing.ServiceTest;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.cliniccontent.testing.Await.await;

/** Clients that are slow, that are many, or that send frames that cost only the service. */
@ServiceTest
@TestProfile(ConnectionLimitsTest.ShortTimes.class)
class ConnectionLimitsTest {

    private static final int MAX = 40;
    private static final int WAIT_MILLIS = 30_000;
    private static final String LONG = "/q/openapi?format=json";
    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int PING = 6;
    private static final int GOAWAY = 7;
    private static final int NO_FLAGS = 0;
    private static final int END_OF_REQUEST = 5;

    /** The decoder of the connection, which is stateful. */
    private final Http2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder();

    public static class ShortTimes implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "clinic.connections.head-timeout", "1s",
                    "clinic.connections.idle-timeout", "2s",
                    "clinic.connections.stall-timeout", "1s",
                    "clinic.connections.max-per-address", Integer.toString(MAX),
                    "clinic.connections.http2-cleartext", "true");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "GET /v1/conditions HTTP/1.1\r\nHost: loc", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"})
    void aHeadThatDoesNotComeEndsTheConnection(String beginning) throws IOException {
        try (var socket = connect()) {
            send(socket, beginning);
            assertThat(isEnded(socket)).isTrue();
        }
    }

    @Test
    void aConnectionOnWhichNothingIsAskedEnds() throws IOException {
        try (var socket = connect()) {
            send(socket, "GET /v1/conditions?limit=1 HTTP/1.1\r\nHost: localhost\r\n\r\n");
            var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 200");
        }
    }

    /**
     * Checks pipelined requests on a persistent connection. Some are answered by a worker, some from the cache, some
     * from a file.
     */
    @ParameterizedTest
    @ValueSource(strings = {"/v1/digest", "/q/swagger-ui/", "/v1/conditions?limit=17", "/v1"})
    void whatIsSentAtOnceIsAnsweredOnAConnectionThatStays(String path) throws IOException {
        var request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
        try (var socket = connect()) {
            send(socket, request + request + "GET /v1 HTTP/1.1\r\nHost: localhost\r\n\r\n");
            var read = new StringBuilder();
            while (read.toString().split("HTTP/1.1 [24]", -1).length < 4) {
                int c = socket.getInputStream().read();
                assertThat(c).as(read.toString()).isNotNegative();
                read.append((char) c);
            }
        }
    }

    @Test
    void aClientThatDoesNotTakeItsAnswerIsCut() throws IOException {
        double before = metric("clinic_connections_cut_total{reason=\"stalled\"}");
        var sockets = new ArrayList<Socket>();
        for (int i = 0; i < 4; i++) {
            var socket = new Socket();
            socket.setReceiveBufferSize(2_048);
            socket.setSoTimeout(WAIT_MILLIS);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), RestAssured.port));
            send(socket, ("GET " + LONG + " HTTP/1.1\r\nHost: localhost\r\n\r\n").repeat(8));
            sockets.add(socket);
        }
        await("all four are cut", () -> metric("clinic_connections_cut_total{reason=\"stalled\"}") >= before + 4);
        await("nothing waits any more", () -> metric("clinic_connections_waiting_bytes") == 0);
        for (var socket : sockets) {
            assertThat(isEnded(socket)).isTrue();
            socket.close();
        }
    }

    @Test
    void aBodyThatDoesNotComeIsAnsweredAndTakesNoThread() throws IOException {
        var key = Keys.with(Scope.SYNC_READ);
        var sockets = new ArrayList<Socket>();
        for (int i = 0; i < MAX - 10; i++) {
            var socket = connect();
            send(
                    socket,
                    "POST /v1/changes/ack HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                            + "Content-Length: 4000\r\nAuthorization: Bearer " + key + "\r\n\r\n{");
            sockets.add(socket);
        }
        for (var socket : sockets) {
            var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 408").contains("/problems/request-timeout");
            socket.close();
        }
    }

    @Test
    void aBodyThatIsNotFramedAsItSaysIsMalformed() {
        var answer =
                RawHttp.send("POST /v1/changes/ack HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                        + "Transfer-Encoding: chunked\r\nAuthorization: Bearer " + Keys.with(Scope.SYNC_READ)
                        + "\r\n\r\nnonsense\r\n");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(Api.parse(answer.body()).path("type").asText()).isEqualTo("/problems/malformed-request");
    }

    /** Checks that the response reports the missing credentials without waiting for the body. */
    @Test
    void aBodyWithoutCredentialsIsNotReadFirst() throws IOException {
        try (var socket = connect()) {
            send(
                    socket,
                    "POST /v1/changes/ack HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                            + "Content-Length: 39000000\r\n\r\n{");
            var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 401");
        }
    }

    @Test
    void anAddressHasNoMoreConnectionsThanItMay() throws IOException {
        double before = metric("clinic_connections_refused_total{limit=\"address\"}");
        var sockets = new ArrayList<Socket>();
        for (int i = 0; i < 2 * MAX; i++) {
            sockets.add(connect());
        }
        await(
                "they are refused",
                () -> metric("clinic_connections_refused_total{limit=\"address\"}") >= before + MAX / 2.0);
        for (var socket : sockets) {
            socket.close();
        }
    }

    @Test
    void headersThatAreTooLongAreAnsweredOnTheirStream() throws IOException {
        try (var socket = connect()) {
            var in = begin(socket);
            request(socket, 1, "x".repeat(17_000));
            assertThat(statusOf(in, 1)).isEqualTo(431);
            request(socket, 3, "x");
            assertThat(statusOf(in, 3)).isEqualTo(200);
        }
    }

    @Test
    void aFloodOfPingsEndsTheConnection() throws IOException {
        try (var socket = connect()) {
            var in = begin(socket);
            request(socket, 1, "x");
            assertThat(statusOf(in, 1)).isEqualTo(200);
            var pings = new ByteArrayOutputStream();
            for (int i = 0; i < 2_000; i++) {
                pings.write(frame(PING, NO_FLAGS, 0, new byte[8]));
            }
            assertThat(endsAfter(socket, in, pings.toByteArray())).isTrue();
        }
    }

    @Test
    void aStreamWhoseWindowStaysClosedIsReset() throws IOException {
        try (var socket = connect()) {
            send(socket, PREFACE);
            // SETTINGS_INITIAL_WINDOW_SIZE = 0
            send(socket, frame(SETTINGS, NO_FLAGS, 0, new byte[] {0, 4, 0, 0, 0, 0}));
            request(socket, 1, "x");
            var in = new DataInputStream(socket.getInputStream());
            var frame = read(in);
            while (frame.type() != RST_STREAM) {
                frame = read(in);
            }
            assertThat(frame.stream()).isEqualTo(1);
        }
    }

    private static boolean endsAfter(Socket socket, DataInputStream in, byte[] bytes) throws IOException {
        try {
            send(socket, bytes);
            for (var frame = read(in); frame.type() != GOAWAY; frame = read(in)) {
                assertThat(frame.length()).isGreaterThanOrEqualTo(0);
            }
            return true;
        } catch (SocketException e) {
            return true;
        }
    }

    private static Socket connect() throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), RestAssured.port);
        socket.setSoTimeout(WAIT_MILLIS);
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        send(socket, text.getBytes(StandardCharsets.US_ASCII));
    }

    private static void send(Socket socket, byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    /** Reads whatever still arrives. A socket that is not closed fails by its timeout. */
    private static boolean isEnded(Socket socket) throws IOException {
        try {
            socket.getInputStream().readAllBytes();
            return true;
        } catch (SocketException e) {
            return true;
        }
    }

    private static double metric(String name) {
        return RestAssured.given()
                .port(ConfigProvider.getConfig().getValue("quarkus.management.test-port", Integer.class))
                // A connection that is kept may be ended as idle while it is taken for the next request.
                .header("Connection", "close")
                .get("/q/metrics")
                .asString()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private record Frame(int length, int type, int stream, byte[] payload) {}

    private static DataInputStream begin(Socket socket) throws IOException {
        send(socket, PREFACE);
        send(socket, frame(SETTINGS, NO_FLAGS, 0, new byte[0]));
        return new DataInputStream(socket.getInputStream());
    }

    private static byte[] frame(int type, int flags, int stream, byte[] payload) {
        var frame = ByteBuffer.allocate(9 + payload.length);
        frame.put((byte) (payload.length >> 16)).putShort((short) payload.length);
        frame.put((byte) type).put((byte) flags).putInt(stream).put(payload);
        return frame.array();
    }

    /** Sends a request with fields that are neither indexed nor compressed (RFC 7541, section 6.2.2). */
    private static void request(Socket socket, int stream, String value) throws IOException {
        var block = new ByteArrayOutputStream();
        for (var field : List.of(
                List.of(":method", "GET"),
                List.of(":scheme", "http"),
                List.of(":path", "/v1/conditions?limit=1"),
                List.of(":authority", "localhost"),
                List.of("x-filler", value))) {
            block.write(0);
            for (String part : field) {
                length(block, part.length());
                block.writeBytes(part.getBytes(StandardCharsets.US_ASCII));
            }
        }
        var bytes = block.toByteArray();
        int first = Math.min(bytes.length, 16_000);
        boolean whole = first == bytes.length;
        send(socket, frame(HEADERS, whole ? END_OF_REQUEST : 1, stream, Arrays.copyOf(bytes, first)));
        if (!whole) {
            send(socket, frame(9, 4, stream, Arrays.copyOfRange(bytes, first, bytes.length)));
        }
    }

    private static void length(ByteArrayOutputStream block, int length) {
        if (length < 127) {
            block.write(length);
            return;
        }
        block.write(127);
        int rest = length - 127;
        while (rest >= 128) {
            block.write(rest % 128 | 128);
            rest /= 128;
        }
        block.write(rest);
    }

    private static Frame read(DataInputStream in) throws IOException {
        int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        int type = in.readUnsignedByte();
        int flags = in.readUnsignedByte();
        boolean priority = type == HEADERS && (flags & 0x20) != 0;
        int stream = in.readInt();
        var payload = in.readNBytes(length);
        return new Frame(length, type, stream, priority ? Arrays.copyOfRange(payload, 5, length) : payload);
    }

    private int statusOf(DataInputStream in, int stream) throws IOException {
        var frame = read(in);
        while (frame.type() != HEADERS || frame.stream() != stream) {
            assertThat(frame.type()).isNotIn(GOAWAY);
            frame = read(in);
        }
        try {
            var headers = decoder.decodeHeaders(stream, Unpooled.wrappedBuffer(frame.payload()));
            return Integer.parseInt(headers.status().toString());
        } catch (Http2Exception e) {
            throw new AssertionError(e);
        }
    }
}
