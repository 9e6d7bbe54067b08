package org.cliniccontent.http.connection;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * The part of an HTTP/1 response that was written but not yet passed to the channel. A long response is passed on in
 * pieces, as the client reads them: the channel would copy all of it into memory outside of the heap, once per client.
 */
final class ResponseBuffer {

    static final int PIECE = 65_536;

    /** The bit by which the channel is marked unwritable while this buffer holds bytes. */
    private static final int WRITABILITY = 1;

    private final Backlog backlog;
    private final Queue<Message> messages = new ArrayDeque<>();
    private boolean pieceUnderWay;

    private record Message(Object content, ChannelPromise promise) {}

    ResponseBuffer(Backlog backlog) {
        this.backlog = backlog;
    }

    boolean isEmpty() {
        return messages.isEmpty();
    }

    /**
     * Buffers a message if necessary.
     *
     * @return whether it was buffered; otherwise it may be passed on
     */
    boolean hold(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (messages.isEmpty() && !(message instanceof ByteBuf bytes && bytes.readableBytes() > PIECE)) {
            return false;
        }
        if (messages.isEmpty()) {
            setWritable(context, false);
        }
        messages.add(new Message(message, promise));
        backlog.queue(length(message));
        return true;
    }

    /** Passes on the next piece if the client has received the previous one. */
    void resume(ChannelHandlerContext context) {
        boolean written = false;
        while (!pieceUnderWay && !messages.isEmpty()) {
            var message = messages.element();
            if (message.content() instanceof ByteBuf bytes && bytes.readableBytes() > PIECE) {
                backlog.queue(-PIECE);
                write(context, bytes.readRetainedSlice(PIECE), null);
            } else {
                messages.remove();
                backlog.queue(-length(message.content()));
                if (messages.isEmpty()) {
                    setWritable(context, true);
                }
                write(context, message.content(), message.promise());
            }
            written = true;
        }
        if (written) {
            context.flush();
        }
    }

    private void write(ChannelHandlerContext context, Object content, ChannelPromise promise) {
        pieceUnderWay = true;
        context.write(content).addListener(done -> {
            pieceUnderWay = false;
            if (promise != null && !promise.isVoid()) {
                if (done.isSuccess()) {
                    promise.trySuccess();
                } else {
                    promise.tryFailure(done.cause());
                }
            }
            if (done.isSuccess() && !messages.isEmpty()) {
                // Deferred, because the channel is still writing.
                context.executor().execute(() -> resume(context));
            }
        });
        if (pieceUnderWay && length(content) == 0) {
            // A message without bytes need not be waited for: the next one may follow at once.
            pieceUnderWay = false;
        }
    }

    /** Fails the buffered writes after the client has disconnected. */
    void fail() {
        for (var message = messages.poll(); message != null; message = messages.poll()) {
            ReferenceCountUtil.release(message.content());
            if (!message.promise().isVoid()) {
                message.promise().tryFailure(new ClosedChannelException());
            }
        }
    }

    private static long length(Object content) {
        return content instanceof ByteBuf bytes ? bytes.readableBytes() : 0;
    }

    private static void setWritable(ChannelHandlerContext context, boolean writable) {
        var out = context.channel().unsafe().outboundBuffer();
        if (out != null) {
            out.setUserDefinedWritability(WRITABILITY, writable);
        }
    }
}
