package org.cliniccontent.database;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Detection of answers from a primary that was replaced without knowing it: a promotion begins a timeline with a higher
 * number. A restored copy of the server's files has a lower number for good, so an answer counts as outdated for a
 * limited time only.
 */
public final class Timelines {

    /** The time in which sessions to a replaced server are replaced, too. */
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private final LongSupplier nanoTime;

    /** The server's cluster, and its highest known timeline; empty and 0: none. */
    private String cluster = "";

    private long highest;

    /** The state of the last answers: whether they are outdated, and since when. */
    private boolean past;

    private long since;

    public Timelines(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * Checks whether an answer comes from an outdated timeline.
     *
     * @param store the identity that {@code store_identity()} returns; a server that does not report its timeline is
     *     never outdated
     */
    public synchronized boolean isPast(String store) {
        var parts = store.split("/", -1);
        if (parts.length < 2 || parts[1].equals("-")) {
            return false;
        }
        long timeline = Long.parseLong(parts[1], 16);
        long now = nanoTime.getAsLong();
        boolean lower = parts[0].equals(cluster) && timeline < highest;
        if (lower && !past) {
            since = now;
        }
        past = lower && now - since < PATIENCE.toNanos();
        if (!past) {
            cluster = parts[0];
            highest = timeline;
        }
        return past;
    }
}
