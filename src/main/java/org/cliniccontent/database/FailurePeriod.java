package org.cliniccontent.database;

import java.time.Duration;
import java.util.Optional;

/** From the first failure to the last, so that each is logged once. */
public final class FailurePeriod {

    private long first;
    private long last;
    private volatile boolean lasts;

    /** Whether it has begun and is not over. */
    public boolean lasts() {
        return lasts;
    }

    /** @return whether it begins */
    public synchronized boolean failed() {
        last = System.nanoTime();
        if (lasts) {
            return false;
        }
        first = last;
        lasts = true;
        return true;
    }

    /**
     * It works again.
     *
     * @param calm how long nothing may have failed, or it is not over
     * @return how long it lasted, if it is over now
     */
    public synchronized Optional<String> ended(Duration calm) {
        if (!lasts || System.nanoTime() - last < calm.toNanos()) {
            return Optional.empty();
        }
        lasts = false;
        return Optional.of(Duration.ofNanos(last - first).toSeconds() + " s");
    }
}
