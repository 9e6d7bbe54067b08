package org.cliniccontent.http.connection;

/** The progress of a client that receives a response or sends a body. Confined to one thread. */
public final class ClientProgress {

    private final long window;
    private final long least;

    private long taken;
    private long begin;
    private long takenAtBegin;

    /**
     * @param window in nanoseconds
     * @param least the bytes that must pass in each window
     */
    public ClientProgress(long window, long least) {
        this.window = window;
        this.least = least;
    }

    /** Starts the first window. */
    public void start(long now) {
        begin = now;
        takenAtBegin = taken;
    }

    public void add(long bytes) {
        taken += bytes;
    }

    /**
     * Checks whether too few bytes passed in the last window. If enough have passed in a complete window, the next one
     * begins.
     */
    public boolean isStalled(long now) {
        if (now - begin < window) {
            return false;
        }
        if (taken - takenAtBegin < Math.max(1, least)) {
            return true;
        }
        start(now);
        return false;
    }
}
