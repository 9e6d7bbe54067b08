package org.cliniccontent.http.connection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.vertx.core.MultiMap;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** An HTTP/1 connection whose application answers when the test says so. */
class Http1RequestsTest {

    private static final int PIPELINED = 4;
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();

    private final List<HttpRequest> begun = new ArrayList<>();
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final Connections connections =
            new Connections(new Limits(10, 5, PIPELINED, MINUTE, MINUTE, MINUTE, 1_000, 10_000_000, 1_000_000, 100));

    Http1RequestsTest() {
        channel.pipeline().addLast(new HttpRequestDecoder());
        channel.pipeline().addLast(new HttpResponseEncoder());
        channel.pipeline().addFirst(new ClientConnection(connections, channel));
        channel.pipeline().addLast(new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext context, Object message) {
                if (message instanceof HttpRequest request) {
                    begun.add(request);
                }
            }
        });
    }

    @AfterEach
    void close() {
        channel.close();
    }

    @Test
    void theNextRequestBeginsWhenTheOneBeforeIsAnswered() {
        send(request("/1") + request("/2") + request("/3"));
        assertThat(paths()).containsExactly("/1");
        answer(10);
        assertThat(paths()).containsExactly("/1", "/2");
        answer(10);
        assertThat(paths()).containsExactly("/1", "/2", "/3");
    }

    @Test
    void noMoreThanMayBePipelinedIsKeptAndTheLastAnswerClosesTheConnection() {
        send(request("/x").repeat(100));
        for (int i = 0; i < PIPELINED; i++) {
            assertThat(answer(10)).doesNotContainIgnoringCase("connection: close");
        }
        assertThat(answer(10)).containsIgnoringCase("connection: close");
        assertThat(begun).hasSize(PIPELINED + 1);
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void whatWaitsIsCountedAndAllOfALongAnswerArrives() {
        send(request("/1"));
        int length = 10 * ResponseBuffer.PIECE;
        var answer = answer(length);
        assertThat(answer).hasSizeGreaterThan(length);
        assertThat(connections.budget().waiting()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "'GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n', MALFORMED",
        "'GET / HTTP/1.1\r\nHost: a\r\n: x\r\n\r\n', MALFORMED",
        "'GET / HTTP/1.1\r\nHost: a\r\nX : x\r\n\r\n', MALFORMED",
        "'GET / HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\n', MALFORMED",
        "'GET / HTTP/1.1\nHost: a\n\n', MALFORMED",
        "'GET / HTTP/3.7\r\nHost: a\r\n\r\n', VERSION",
        "'GET / SPDY/1.1\r\nHost: a\r\n\r\n', MALFORMED"
    })
    void whatTheCodecRefusesIsPassedOnAsARequestThatCanBeAnswered(String request, RefusedRequest.Reason reason) {
        send(request + request("/next"));
        assertThat(begun).hasSize(1);
        var fields = MultiMap.caseInsensitiveMultiMap();
        begun.get(0).headers().forEach(field -> fields.add(field.getKey(), field.getValue()));
        assertThat(RefusedRequest.reasonOf(fields)).contains(reason);
        assertThat(answer(1)).containsIgnoringCase("connection: close");
        assertThat(begun).hasSize(1);
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void aHeadThatIsTooLongIsToldApart() {
        send("GET /" + "a".repeat(10_000) + " HTTP/1.1\r\nHost: a\r\n\r\n");
        var fields = MultiMap.caseInsensitiveMultiMap();
        begun.get(0).headers().forEach(field -> fields.add(field.getKey(), field.getValue()));
        assertThat(RefusedRequest.reasonOf(fields)).contains(RefusedRequest.Reason.URI_TOO_LONG);
    }

    @Test
    void anUpgradeToHttp2IsPassedOver() {
        send("GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
                + "HTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA\r\n\r\n");
        assertThat(begun.get(0).headers().contains(HttpHeaderNames.UPGRADE)).isFalse();
    }

    private void send(String bytes) {
        channel.writeInbound(Unpooled.copiedBuffer(bytes, StandardCharsets.ISO_8859_1));
    }

    private static String request(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n";
    }

    private List<String> paths() {
        return begun.stream().map(HttpRequest::uri).toList();
    }

    /**
     * Answers a request.
     *
     * @return the bytes on the wire
     */
    private String answer(int length) {
        var answer = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, HttpResponseStatus.OK, Unpooled.wrappedBuffer(new byte[length]));
        answer.headers().set(HttpHeaderNames.CONTENT_LENGTH, length);
        channel.pipeline().writeAndFlush(answer);
        channel.runPendingTasks();
        var written = new StringBuilder();
        for (ByteBuf bytes = channel.readOutbound(); bytes != null; bytes = channel.readOutbound()) {
            written.append(bytes.toString(StandardCharsets.ISO_8859_1));
            bytes.release();
            channel.runPendingTasks();
        }
        return written.toString();
    }
}
