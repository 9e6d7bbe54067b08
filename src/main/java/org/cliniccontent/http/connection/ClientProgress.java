package org.cliniccontent.http.connection;

/** Tells whether a client takes what waits for it, or sends what it began to send. Used by one thread. */
public final class ClientProgress {

    private final long window;
    private final long least;

    private long taken;
    private long begin;
    private long takenAtBegin;

    /**
     * @param window in nanoseconds
     * @param least the bytes that have to go by in each window
     */
    public ClientProgress(long window, long least) {
        this.window = window;
        this.least = least;
    }

    /** From now on it is waited for. */
    public void start(long now) {
        begin = now;
        takenAtBegin = taken;
    }

    public void add(long bytes) {
        taken += bytes;
    }

    /** Whether a window has passed in which too little went by. If one has passed and it was enough, another begins. */
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
