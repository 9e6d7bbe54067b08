package org.cliniccontent.http.connection;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * A handler that passes HTTP/1 requests to the server one by one: the next when the previous one is answered and the
 * client has received the response. It stands behind the codec, and replaces requests that the codec rejected with ones
 * that can be answered.
 */
final class Http1Requests extends ChannelDuplexHandler {

    private static final String H2C = "h2c";

    private final ClientConnection connection;
    private final int maxPipelined;

    private final Queue<Object> waiting = new ArrayDeque<>();
    private int requestsWaiting;
    private boolean stoppedReading;

    private boolean answering;
    private boolean receiving;

    /** True if further input is discarded. */
    private boolean ignoresInput;

    /** True if the connection ends after the current response. */
    private boolean last;

    private boolean informational;

    Http1Requests(ClientConnection connection, int maxPipelined) {
        this.connection = connection;
        this.maxPipelined = maxPipelined;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (ignoresInput) {
            ReferenceCountUtil.release(message);
        } else if (waiting.isEmpty() && (!(message instanceof HttpRequest) || mayBegin())) {
            pass(context, message);
        } else {
            await(context, message);
        }
    }

    /**
     * Checks whether the next request may start. Without this check, pipelined requests would be answered before
     * anything is sent, and all responses would be in memory together.
     */
    private boolean mayBegin() {
        return !answering && !receiving && connection.isReceived();
    }

    private void await(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest && ++requestsWaiting > maxPipelined) {
            // They were not processed: a client may send them again on another connection (RFC 9112, section 9.3.2).
            ignoresInput = true;
            connection.ignoreInput();
            ReferenceCountUtil.release(message);
            return;
        }
        waiting.add(message);
        if (context.channel().config().isAutoRead()) {
            stoppedReading = true;
            context.channel().config().setAutoRead(false);
        }
    }

    private void pass(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest request) {
            begin(context, request);
        } else if (message instanceof HttpContent content
                && content.decoderResult().isFailure()) {
            // The codec reads nothing more on this connection.
            content.release();
            ignoresInput = true;
            last = true;
            receiving = false;
            connection.receivedAll(true);
            context.fireChannelRead(LastHttpContent.EMPTY_LAST_CONTENT);
        } else {
            if (message instanceof LastHttpContent && receiving) {
                receiving = false;
                connection.receivedAll(false);
            }
            context.fireChannelRead(message);
        }
    }

    private void begin(ChannelHandlerContext context, HttpRequest request) {
        answering = true;
        receiving = true;
        connection.received(false);
        var refused = RefusedRequest.of(request);
        if (refused.isPresent()) {
            ReferenceCountUtil.release(request);
            ignoresInput = true;
            last = true;
            context.fireChannelRead(refused.get());
            receiving = false;
            connection.receivedAll(false);
            context.fireChannelRead(LastHttpContent.EMPTY_LAST_CONTENT);
            return;
        }
        var headers = request.headers();
        if (headers.contains(HttpHeaderNames.UPGRADE) && headers.contains(HttpHeaderNames.UPGRADE, H2C, true)) {
            // An upgrade may be ignored (RFC 9110, section 7.8): HTTP/2 without TLS needs prior knowledge.
            headers.remove(HttpHeaderNames.UPGRADE);
        }
        context.fireChannelRead(request);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof HttpResponse response) {
            informational = response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
            if (!informational) {
                closeOrNot(response);
            }
        }
        boolean end = message instanceof LastHttpContent && !informational;
        context.write(message, promise);
        if (end) {
            answered(context);
        }
    }

    private void closeOrNot(HttpResponse response) {
        if (isLast()) {
            response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        } else {
            last = response.headers().contains(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE, true);
        }
    }

    /** Checks whether the current request is the last one. */
    private boolean isLast() {
        return last || (ignoresInput && waiting.isEmpty());
    }

    private void answered(ChannelHandlerContext context) {
        answering = false;
        connection.answered();
        if (isLast()) {
            last = true;
            ignoresInput = true;
            // Deferred, because the server is still completing the response.
            context.executor()
                    .execute(() -> context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(done -> connection.end()));
        } else if (!waiting.isEmpty()) {
            context.executor().execute(() -> next(context));
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        context.fireChannelWritabilityChanged();
        if (!waiting.isEmpty()) {
            context.executor().execute(() -> next(context));
        }
    }

    /** Passes on the messages up to the next request, and that one too if it may start. */
    private void next(ChannelHandlerContext context) {
        boolean passed = false;
        while (!waiting.isEmpty() && (!(waiting.element() instanceof HttpRequest) || mayBegin())) {
            boolean begins = waiting.element() instanceof HttpRequest;
            passed = true;
            if (begins) {
                requestsWaiting--;
            }
            pass(context, waiting.remove());
            if (ignoresInput && last) {
                forget();
            }
        }
        if (waiting.isEmpty() && stoppedReading) {
            stoppedReading = false;
            context.channel().config().setAutoRead(true);
        }
        if (passed) {
            // The server flushes its writes at the end of a read event, and this is one.
            context.fireChannelReadComplete();
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        forget();
    }

    private void forget() {
        for (var message = waiting.poll(); message != null; message = waiting.poll()) {
            ReferenceCountUtil.release(message);
        }
    }
}
