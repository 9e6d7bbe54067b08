package org.cliniccontent.sync;

import java.util.IdentityHashMap;
import java.util.Map;

/**
 * The bytes that streams hold because their clients have not taken them: each stretch once, whoever shares it, and what
 * waits in the buffers of each connection.
 */
final class BufferedChunks {

    /** What a connection buffers before its client is waited for, and the piece that filled it. */
    static final int BUFFERED = 2 * ChangeStream.PIECE;

    private final long most;
    private final Map<StreamChunk, Integer> holders = new IdentityHashMap<>();
    private long bytes;

    BufferedChunks(long most) {
        this.most = most;
    }

    synchronized void hold(StreamChunk stretch) {
        if (holders.merge(stretch, 1, Integer::sum) == 1) {
            bytes += stretch.bytes().length;
        }
        bytes += BUFFERED;
    }

    synchronized void release(StreamChunk stretch) {
        if (holders.computeIfPresent(stretch, (held, count) -> count == 1 ? null : count - 1) == null) {
            bytes -= stretch.bytes().length;
        }
        bytes -= BUFFERED;
    }

    synchronized long bytes() {
        return bytes;
    }

    /** How much too much it is; not above 0 if it is not. */
    long excess() {
        return bytes() - most;
    }
}
