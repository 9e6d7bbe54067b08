package org.cliniccontent.http.connection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The traffic of an HTTP/2 connection: the client's frames, and the responses, stream by stream. */
final class Http2Traffic {

    private final Connections connections;
    private final Http2ConnectionHandler handler;
    private final Backlog backlog;
    private final FrameMeter frames;
    private final StreamWindows windows;

    private boolean begun;
    private boolean ended;
    private long quietSince = System.nanoTime();

    Http2Traffic(Connections connections, Http2ConnectionHandler handler, Backlog backlog) {
        this.connections = connections;
        this.handler = handler;
        this.backlog = backlog;
        this.frames = new FrameMeter(connections.limits().controlFrames());
        var remote = handler.connection().remote();
        this.windows = new StreamWindows(remote.flowController(), backlog, connections.limits());
        remote.flowController(windows);
        handler.connection().addListener(windows);
    }

    /**
     * Checks incoming bytes.
     *
     * @return whether they may go on to the codec
     */
    boolean read(ByteBuf bytes) {
        if (!ended && !frames.read(bytes)) {
            ended = true;
            end();
        }
        return !ended;
    }

    void written(int bytes) {
        frames.sent(bytes);
    }

    void leaveStallOf(int stream) {
        windows.leaveStallOf(stream);
    }

    /**
     * Checks the time limits.
     *
     * @return the reason if the connection must be closed
     */
    Optional<Connections.Event> checkLimits(long now) {
        frames.refill(now);
        var limits = connections.limits();
        if (frames.headSince() != 0 && now - frames.headSince() > limits.headTimeout()) {
            return Optional.of(Connections.Event.SLOW_HEAD);
        }
        if (handler.connection().numActiveStreams() > 0) {
            begun = true;
            quietSince = now;
        } else if (now - quietSince > (begun ? limits.idleTimeout() : limits.headTimeout()) && backlog.isEmpty()) {
            return Optional.of(begun ? Connections.Event.IDLE : Connections.Event.SLOW_HEAD);
        }
        if (backlog.isStalled(now) && !windows.haveOwnStall()) {
            return Optional.of(Connections.Event.STALLED);
        }
        for (int stream : windows.stalled(now)) {
            connections.note(Connections.Event.STALLED);
            var context = context();
            handler.resetStream(context, stream, Http2Error.CANCEL.code(), context.newPromise());
            context.flush();
        }
        return Optional.empty();
    }

    /** Sends the reason, as far as the client still reads anything. */
    private void end() {
        var context = context();
        handler.goAway(
                context,
                handler.connection().remote().lastStreamCreated(),
                Http2Error.ENHANCE_YOUR_CALM.code(),
                ByteBufUtil.writeAscii(context.alloc(), "too many frames without content"),
                context.newPromise());
        context.flush();
        context.channel().config().setAutoRead(false);
        context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        context.executor()
                .schedule(
                        () -> context.channel().unsafe().close(context.channel().voidPromise()), 1, TimeUnit.SECONDS);
    }

    private ChannelHandlerContext context() {
        return windows.channelHandlerContext();
    }
}
