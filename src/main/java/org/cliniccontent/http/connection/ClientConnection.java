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
 * Watches one connection, in front of its codec: what it reads and writes is what goes over the line, without TLS. It
 * holds back what the client does not take yet, and ends the connection of a client that takes too long.
 */
public final class ClientConnection extends ChannelDuplexHandler {

    /** How long a client may go on to send when it has been sent the last answer. */
    private static final long LINGERING = TimeUnit.SECONDS.toNanos(2);

    private static final Set<Connections.Event> ABRUPT =
            EnumSet.of(Connections.Event.STALLED, Connections.Event.MEMORY, Connections.Event.FLOOD);

    private final Connections connections;
    private final Channel channel;
    private final Backlog backlog;
    private final ResponseBuffer held;

    private ChannelHandlerContext context;
    private boolean codecKnown;
    private Http2Traffic http2;
    private EventLoopSweep sweep;

    /** Of HTTP/1: what is under way. */
    private boolean begun;

    private boolean receiving;
    private boolean answering;
    private boolean ownStallLimit;
    private boolean malformedBody;
    private boolean deaf;
    private boolean ending;

    /** When the first byte of a head came that is not complete; 0 if there is none. */
    private long headSince;

    /** When it last became what it is. */
    private long since = System.nanoTime();

    ClientConnection(Connections connections, Channel channel) {
        this.connections = connections;
        this.channel = channel;
        this.backlog = new Backlog(connections, () -> channel.eventLoop().execute(() -> cut(Connections.Event.MEMORY)));
        this.held = new ResponseBuffer(backlog);
    }

    /** That of a request; empty if the service runs on another transport. */
    public static Optional<ClientConnection> of(HttpServerRequest request) {
        return request.connection() instanceof ConnectionBase connection
                ? Optional.ofNullable(connection.channel().pipeline().get(ClientConnection.class))
                : Optional.empty();
    }

    /** Whoever writes this answer ends it if the client does not take it, until it is complete. On the event loop. */
    public void leaveStallTo(HttpServerRequest request) {
        if (http2 == null) {
            ownStallLimit = true;
        } else {
            http2.leaveStallOf(request.response().streamId());
        }
    }

    /** Whether so much waits for this client already that it must not ask for more. */
    public boolean isBehind() {
        return http2 != null && backlog.bytes() > connections.limits().maxWaitingPerConnection();
    }

    /** Whether the content of the request under way broke off because it is not what its framing says. */
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
        held.fail();
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
        if (deaf) {
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
        } else if (!held.hold(context, message, promise)) {
            context.write(message, promise);
        }
    }

    @Override
    public void flush(ChannelHandlerContext context) {
        held.goOn(context);
        context.flush();
    }

    /** Of HTTP/1: a request has come, with or without content. */
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

    /** Nothing that comes from now on is looked at. */
    void ignoreInput() {
        deaf = true;
    }

    /** The last answer has been sent. A client that still sends is listened to, or it might lose the answer. */
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

    boolean isTaken() {
        return held.isEmpty() && channel.isWritable();
    }

    /** Looked at regularly, on its event loop. */
    void look(long now) {
        if (http2 != null) {
            http2.look(now).ifPresent(this::cut);
        } else if (ending) {
            if (now - since > LINGERING) {
                channel.close();
            }
        } else if (headSince != 0 && now - headSince > connections.limits().headTimeout()) {
            cut(Connections.Event.SLOW_HEAD);
        } else if (!answering && receiving && now - since > connections.limits().stallTimeout()) {
            // It was answered already, and nobody reads this.
            cut(Connections.Event.SLOW_BODY);
        } else if (!(answering && ownStallLimit) && backlog.isStalled(now)) {
            cut(Connections.Event.STALLED);
        } else if (!answering && !receiving && headSince == 0 && backlog.isEmpty() && now - since > patience()) {
            cut(begun ? Connections.Event.IDLE : Connections.Event.SLOW_HEAD);
        }
    }

    private long patience() {
        return begun ? connections.limits().idleTimeout() : connections.limits().headTimeout();
    }

    /** At once, whatever still waits. Where that is the reason, what the system holds of it for the client goes, too. */
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
