package org.cliniccontent.sync;

import java.util.IdentityHashMap;
import java.util.Map;

/**
 * The bytes buffered for clients that read slowly: each chunk once, however many streams share it, and the buffers of
 * each connection.
 */
final class BufferedChunks {

    /** The bytes that a connection buffers before the stream pauses, including the piece that filled the buffer. */
    static final int BUFFERED = 2 * ChangeStream.PIECE;

    private final long most;
    private final Map<StreamChunk, Integer> holders = new IdentityHashMap<>();
    private long bytes;

    BufferedChunks(long most) {
        this.most = most;
    }

    synchronized void hold(StreamChunk chunk) {
        if (holders.merge(chunk, 1, Integer::sum) == 1) {
            bytes += chunk.bytes().length;
        }
        bytes += BUFFERED;
    }

    synchronized void release(StreamChunk chunk) {
        if (holders.computeIfPresent(chunk, (held, count) -> count == 1 ? null : count - 1) == null) {
            bytes -= chunk.bytes().length;
        }
        bytes -= BUFFERED;
    }

    synchronized long bytes() {
        return bytes;
    }

    /** Returns the number of bytes beyond the limit; 0 or less if there are none. */
    long excess() {
        return bytes() - most;
    }
}
