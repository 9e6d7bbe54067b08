package org.cliniccontent.database;

import java.time.Duration;
import java.util.Optional;

/** A period of failures, from the first to the last, so that its beginning and its end are logged once each. */
public final class FailurePeriod {

    private long first;
    private long last;
    private volatile boolean lasts;

    /** Checks whether the period has begun and not ended. */
    public boolean lasts() {
        return lasts;
    }

    /**
     * Records a failure.
     *
     * @return whether it begins the period
     */
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
     * Records a success.
     *
     * @param calm the time without a failure after which the period is over
     * @return the length of the period, if it is over now
     */
    public synchronized Optional<String> ended(Duration calm) {
        if (!lasts || System.nanoTime() - last < calm.toNanos()) {
            return Optional.empty();
        }
        lasts = false;
        return Optional.of(Duration.ofNanos(last - first).toSeconds() + " s");
    }
}
