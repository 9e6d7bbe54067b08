package org.cliniccontent.http.connection;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2RemoteFlowController;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import java.util.ArrayList;
import java.util.List;

/**
 * Tracks the bytes that wait behind the flow-control windows of a client's streams (RFC 9113, section 5.2), which a
 * client may never open.
 */
final class StreamWindows extends Http2ConnectionAdapter implements Http2RemoteFlowController {

    private final Http2RemoteFlowController controller;
    private final Backlog backlog;
    private final Limits limits;
    private final IntObjectMap<Waiting> streams = new IntObjectHashMap<>();
    private int ownStalls;

    StreamWindows(Http2RemoteFlowController controller, Backlog backlog, Limits limits) {
        this.controller = controller;
        this.backlog = backlog;
        this.limits = limits;
    }

    /** The bytes that wait on one stream. */
    private static final class Waiting {

        private final ClientProgress taking;
        private long bytes;
        private boolean ownStall;

        Waiting(Limits limits) {
            taking = new ClientProgress(limits.stallTimeout(), limits.leastInStallTimeout());
        }
    }

    void leaveStallOf(int stream) {
        var waiting = of(stream);
        if (!waiting.ownStall) {
            waiting.ownStall = true;
            ownStalls++;
        }
    }

    boolean haveOwnStall() {
        return ownStalls > 0;
    }

    /** Returns the streams on which the client receives nothing. */
    List<Integer> stalled(long now) {
        var stalled = new ArrayList<Integer>();
        for (var entry : streams.entries()) {
            var waiting = entry.value();
            if (waiting.bytes > 0 && !waiting.ownStall && waiting.taking.isStalled(now)) {
                stalled.add(entry.key());
            }
        }
        return stalled;
    }

    @Override
    public void onStreamClosed(Http2Stream stream) {
        var waiting = streams.remove(stream.id());
        if (waiting != null && waiting.ownStall) {
            ownStalls--;
        }
    }

    private Waiting of(int stream) {
        return streams.computeIfAbsent(stream, id -> new Waiting(limits));
    }

    private void change(Waiting waiting, long bytes) {
        if (waiting.bytes == 0) {
            waiting.taking.start(System.nanoTime());
        }
        waiting.bytes += bytes;
        if (bytes < 0) {
            waiting.taking.add(-bytes);
        }
        backlog.behindWindows(bytes);
    }

    @Override
    public void addFlowControlled(Http2Stream stream, FlowControlled payload) {
        if (payload.size() == 0) {
            controller.addFlowControlled(stream, payload);
            return;
        }
        var waiting = of(stream.id());
        change(waiting, payload.size());
        controller.addFlowControlled(stream, new CountedContent(payload, waiting));
    }

    /** The content of a stream, counted from when it is written until it goes to the channel. */
    private final class CountedContent implements FlowControlled {

        private final FlowControlled content;
        private final Waiting waiting;

        CountedContent(FlowControlled content, Waiting waiting) {
            this.content = content;
            this.waiting = waiting;
        }

        @Override
        public int size() {
            return content.size();
        }

        @Override
        public void write(ChannelHandlerContext context, int allowedBytes) {
            int before = content.size();
            content.write(context, allowedBytes);
            change(waiting, content.size() - before);
        }

        @Override
        public void error(ChannelHandlerContext context, Throwable cause) {
            int before = content.size();
            content.error(context, cause);
            change(waiting, -before);
        }

        @Override
        public void writeComplete() {
            content.writeComplete();
        }

        @Override
        public boolean merge(ChannelHandlerContext context, FlowControlled next) {
            return false;
        }
    }

    @Override
    public ChannelHandlerContext channelHandlerContext() {
        return controller.channelHandlerContext();
    }

    @Override
    public void channelHandlerContext(ChannelHandlerContext context) throws Http2Exception {
        controller.channelHandlerContext(context);
    }

    @Override
    public boolean hasFlowControlled(Http2Stream stream) {
        return controller.hasFlowControlled(stream);
    }

    @Override
    public void writePendingBytes() throws Http2Exception {
        controller.writePendingBytes();
    }

    @Override
    public void listener(Listener listener) {
        controller.listener(listener);
    }

    @Override
    public boolean isWritable(Http2Stream stream) {
        return controller.isWritable(stream);
    }

    @Override
    public void channelWritabilityChanged() throws Http2Exception {
        controller.channelWritabilityChanged();
    }

    @Override
    public void updateDependencyTree(int child, int parent, short weight, boolean exclusive) {
        controller.updateDependencyTree(child, parent, weight, exclusive);
    }

    @Override
    public void initialWindowSize(int size) throws Http2Exception {
        controller.initialWindowSize(size);
    }

    @Override
    public int initialWindowSize() {
        return controller.initialWindowSize();
    }

    @Override
    public int windowSize(Http2Stream stream) {
        return controller.windowSize(stream);
    }

    @Override
    public void incrementWindowSize(Http2Stream stream, int delta) throws Http2Exception {
        controller.incrementWindowSize(stream, delta);
    }
}
