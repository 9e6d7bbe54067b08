package org.cliniccontent.http.connection;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A handler that watches one connection in front of its codec, where it sees the bytes on the wire, without TLS. It
 * holds back responses until the client reads them, and closes the connection of a client that takes too long.
 */
public final class ClientConnection extends ChannelDuplexHandler {

    /** The time a client may go on sending after the last response, in nanoseconds. */
    private static final long LINGERING = TimeUnit.SECONDS.toNanos(2);

    private static final Set<Connections.Event> ABRUPT =
            EnumSet.of(Connections.Event.STALLED, Connections.Event.MEMORY, Connections.Event.FLOOD);

    private final Connections connections;
    private final Channel channel;
    private final Backlog backlog;
    private final ResponseBuffer buffer;

    private ChannelHandlerContext context;
    private boolean codecKnown;
    private Http2Traffic http2;
    private EventLoopSweep sweep;

    /** The state of an HTTP/1 connection. */
    private boolean begun;

    private boolean receiving;
    private boolean answering;
    private boolean ownStallLimit;
    private boolean malformedBody;
    private boolean ignoresInput;
    private boolean ending;

    /** The time at which the first byte of an incomplete head arrived; 0 if there is none. */
    private long headSince;

    /** The time of the last change of state. */
    private long since = System.nanoTime();

    ClientConnection(Connections connections, Channel channel) {
        this.connections = connections;
        this.channel = channel;
        this.backlog = new Backlog(connections, () -> channel.eventLoop().execute(() -> cut(Connections.Event.MEMORY)));
        this.buffer = new ResponseBuffer(backlog);
    }

    /** Returns the connection of a request; empty if the service runs on another transport. */
    public static Optional<ClientConnection> of(HttpServerRequest request) {
        return request.connection() instanceof ConnectionBase connection
                ? Optional.ofNullable(connection.channel().pipeline().get(ClientConnection.class))
                : Optional.empty();
    }

    /**
     * Leaves the detection of stalls, until the response is complete, to the code that writes it. Call it on the event
     * loop.
     */
    public void leaveStallTo(HttpServerRequest request) {
        if (http2 == null) {
            ownStallLimit = true;
        } else {
            http2.leaveStallOf(request.response().streamId());
        }
    }

    /** Checks whether so much is queued for this client that it may not send more requests. */
    public boolean isBehind() {
        return http2 != null && backlog.bytes() > connections.limits().maxWaitingPerConnection();
    }

    /** Checks whether the body of the current request ended early because it violates its framing. */
    public boolean hasMalformedBody() {
        return malformedBody;
    }

    Backlog backlog() {
        return backlog;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        this.context = context;
        connections.note(Connections.Event.ACCEPTED);
        channel.closeFuture().addListener(closed -> connections.note(Connections.Event.CLOSED));
        sweep = EventLoopSweep.of(channel.eventLoop(), connections.limits());
        sweep.add(this);
        findCodec();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        sweep.remove(this);
        buffer.fail();
        backlog.clear();
    }

    private void findCodec() {
        var pipeline = channel.pipeline();
        var handler = pipeline.get(Http2ConnectionHandler.class);
        if (handler != null) {
            http2 = new Http2Traffic(connections, handler, backlog);
            codecKnown = true;
        } else if (pipeline.get(HttpRequestDecoder.class) != null) {
            pipeline.addAfter(
                    pipeline.context(HttpResponseEncoder.class).name(),
                    Http1Requests.class.getName(),
                    new Http1Requests(this, connections.limits().maxPipelined()));
            codecKnown = true;
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (ignoresInput) {
            ReferenceCountUtil.release(message);
            return;
        }
        if (!codecKnown) {
            findCodec();
        }
        if (http2 == null) {
            if (headSince == 0 && !receiving && !answering) {
                headSince = System.nanoTime();
            }
        } else if (message instanceof ByteBuf bytes && !http2.read(bytes)) {
            bytes.release();
            connections.note(Connections.Event.FLOOD);
            return;
        }
        context.fireChannelRead(message);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (http2 != null) {
            if (message instanceof ByteBuf bytes) {
                http2.written(bytes.readableBytes());
            }
            context.write(message, promise);
        } else if (!buffer.hold(context, message, promise)) {
            context.write(message, promise);
        }
    }

    @Override
    public void flush(ChannelHandlerContext context) {
        buffer.resume(context);
        context.flush();
    }

    /** Records a request over HTTP/1, with or without content. */
    void received(boolean complete) {
        begun = true;
        headSince = 0;
        receiving = !complete;
        malformedBody = false;
        answering = true;
        ownStallLimit = false;
        since = System.nanoTime();
    }

    void receivedAll(boolean malformed) {
        receiving = false;
        malformedBody = malformed;
    }

    void answered() {
        answering = false;
        since = System.nanoTime();
    }

    /** Discards everything that arrives from now on. */
    void ignoreInput() {
        ignoresInput = true;
    }

    /**
     * Ends the connection after the last response. Input is still drained for a while, or the client might lose the
     * response.
     */
    void end() {
        ignoreInput();
        if (channel instanceof DuplexChannel duplex && channel.pipeline().get(SslHandler.class) == null) {
            ending = true;
            since = System.nanoTime();
            duplex.shutdownOutput();
            channel.config().setAutoRead(true);
        } else {
            channel.close();
        }
    }

    boolean isReceived() {
        return buffer.isEmpty() && channel.isWritable();
    }

    /** Checks the time limits; called regularly on the connection's event loop. */
    void checkLimits(long now) {
        if (http2 != null) {
            http2.checkLimits(now).ifPresent(this::cut);
        } else if (ending) {
            if (now - since > LINGERING) {
                channel.close();
            }
        } else if (headSince != 0 && now - headSince > connections.limits().headTimeout()) {
            cut(Connections.Event.SLOW_HEAD);
        } else if (!answering && receiving && now - since > connections.limits().stallTimeout()) {
            // The request was answered early, and nobody reads the rest of its body.
            cut(Connections.Event.SLOW_BODY);
        } else if (!(answering && ownStallLimit) && backlog.isStalled(now)) {
            cut(Connections.Event.STALLED);
        } else if (!answering && !receiving && headSince == 0 && backlog.isEmpty() && now - since > idleLimit()) {
            cut(begun ? Connections.Event.IDLE : Connections.Event.SLOW_HEAD);
        }
    }

    private long idleLimit() {
        return begun ? connections.limits().idleTimeout() : connections.limits().headTimeout();
    }

    /**
     * Closes the connection at once, discarding queued bytes. If the client does not read, the kernel's buffer is
     * discarded too.
     */
    private void cut(Connections.Event reason) {
        if (channel.isOpen()) {
            connections.note(reason);
            if (ABRUPT.contains(reason)) {
                channel.config().setOption(ChannelOption.SO_LINGER, 0);
            }
            channel.unsafe().close(channel.voidPromise());
        }
    }
}
