package org.cliniccontent.http;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/**
 * How long a response may be reused (RFC 9111), and how long beyond that while a new one is fetched (RFC 5861).
 *
 * @param maxAge in seconds
 * @param stale in seconds
 * @param cacheControl the value of {@code Cache-Control}
 */
record Freshness(long maxAge, long stale, String cacheControl) {

    /** Of what is asked for by its release, and never changes. */
    static final String IMMUTABLE = "public, max-age=31536000, immutable";

    /** Short, because what is withdrawn must leave every cache within a minute, even one that nobody purges. */
    static final Freshness USUAL = new Freshness(30, 30);

    Freshness(long maxAge, long stale) {
        this(maxAge, stale, String.format(Locale.ROOT, "public, max-age=%d, stale-while-revalidate=%d", maxAge, stale));
    }

    /** As long as usual, but not beyond a moment at which the response will say something else. */
    static Freshness until(Instant change, Instant now) {
        long left = Math.max(0, Duration.between(now, change).toSeconds());
        if (left >= USUAL.maxAge + USUAL.stale) {
            return USUAL;
        }
        long maxAge = Math.min(USUAL.maxAge, left);
        return new Freshness(maxAge, Math.min(USUAL.stale, left - maxAge));
    }
}
