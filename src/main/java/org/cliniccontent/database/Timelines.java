package org.cliniccontent.database;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Tells the answers of a primary that was replaced, and does not know it yet, from those of the one in its place: a
 * promotion begins a timeline with a higher number. A copy of the server's files that is put back has a lower one for good,
 * so what is past is only so for a while.
 */
public final class Timelines {

    /** Within it sessions that lead to a server that was replaced are replaced, too. */
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private final LongSupplier nanoTime;

    /** The server's cluster, and the highest timeline of it that was seen; empty and 0: none. */
    private String cluster = "";

    private long highest;

    /** Whether the last answer was from the past, and since when all have been. */
    private boolean past;

    private long since;

    public Timelines(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * @param store who answers, as {@code store_identity()} tells it; a server that does not tell its timeline is never
     *     past
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
