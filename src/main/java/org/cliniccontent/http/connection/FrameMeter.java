package org.cliniccontent.http.connection;

import io.netty.buffer.ByteBuf;
import java.util.concurrent.TimeUnit;

/**
 * A parser that follows the HTTP/2 frames of a client (RFC 9113, section 4.1) and counts those that carry neither a
 * request nor content: each costs a server more than the client.
 */
final class FrameMeter {

    private static final byte[] PREFACE_START = {'P', 'R', 'I', ' '};
    private static final int PREFACE = 24;
    private static final int HEADER = 9;

    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int CONTINUATION = 9;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;

    /** The length of content below which a frame costs more than it carries. */
    private static final int TINY = 32;

    /** The share of the maximum burst that is restored each second. */
    private static final double SHARE_EACH_SECOND = 0.1;

    private static final double SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final double BYTES_FOR_ONE = 1_024;

    private final double max;
    private double credit;
    private long refilled = System.nanoTime();

    private final byte[] header = new byte[HEADER];
    private int filled;
    private long left;
    private boolean begun;

    /** The time at which an unfinished request head began; 0 if there is none. */
    private long headSince;

    FrameMeter(int max) {
        this.max = max;
        this.credit = max;
    }

    long headSince() {
        return headSince;
    }

    void sent(int bytes) {
        credit = Math.min(max, credit + bytes / BYTES_FOR_ONE);
    }

    void refill(long now) {
        credit = Math.min(max, credit + max * SHARE_EACH_SECOND * ((now - refilled) / SECOND));
        refilled = now;
    }

    /**
     * Follows the frames in the bytes.
     *
     * @return whether the client is within its limit
     */
    boolean read(ByteBuf bytes) {
        int i = bytes.readerIndex();
        int end = bytes.writerIndex();
        if (!begun && i < end) {
            begun = true;
            left = bytes.getByte(i) == PREFACE_START[0] ? PREFACE : 0;
        }
        while (i < end && credit >= 0) {
            if (left > 0) {
                int skipped = (int) Math.min(left, end - i);
                left -= skipped;
                i += skipped;
            } else {
                header[filled++] = bytes.getByte(i++);
                if (filled == HEADER) {
                    filled = 0;
                    frame();
                }
            }
        }
        return credit >= 0;
    }

    private void frame() {
        int length = (header[0] & 0xff) << 16 | (header[1] & 0xff) << 8 | header[2] & 0xff;
        int flags = header[4];
        left = length;
        switch (header[3]) {
            case DATA -> {
                if (length < TINY && (flags & END_STREAM) == 0) {
                    credit--;
                }
            }
            case HEADERS -> head(flags);
            case CONTINUATION -> {
                credit--;
                head(flags);
            }
            default -> credit--;
        }
    }

    private void head(int flags) {
        if ((flags & END_HEADERS) != 0) {
            headSince = 0;
        } else if (headSince == 0) {
            headSince = System.nanoTime();
        }
    }
}
