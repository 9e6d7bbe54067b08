package org.cliniccontent.http;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/**
 * Cache lifetimes of a response: fresh (RFC 9111), and stale while it is revalidated (RFC 5861).
 *
 * @param maxAge in seconds
 * @param stale in seconds
 * @param cacheControl the value of {@code Cache-Control}
 */
record Freshness(long maxAge, long stale, String cacheControl) {

    /** The {@code Cache-Control} of responses that are addressed by their release and never change. */
    static final String IMMUTABLE = "public, max-age=31536000, immutable";

    /**
     * The usual lifetime. It is short because withdrawn content must leave every cache within a minute, even one that
     * is never purged.
     */
    static final Freshness USUAL = new Freshness(30, 30);

    Freshness(long maxAge, long stale) {
        this(maxAge, stale, String.format(Locale.ROOT, "public, max-age=%d, stale-while-revalidate=%d", maxAge, stale));
    }

    /** Returns the usual lifetime, shortened to end when the response's content will change. */
    static Freshness until(Instant change, Instant now) {
        long left = Math.max(0, Duration.between(now, change).toSeconds());
        if (left >= USUAL.maxAge + USUAL.stale) {
            return USUAL;
        }
        long maxAge = Math.min(USUAL.maxAge, left);
        return new Freshness(maxAge, Math.min(USUAL.stale, left - maxAge));
    }
}
