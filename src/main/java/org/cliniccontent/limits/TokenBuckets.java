package org.cliniccontent.limits;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.BucketListener;
import io.github.bucket4j.MathType;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.local.LocalBucket;
import io.github.bucket4j.local.LockFreeBucket;
import java.time.Duration;
import java.util.Locale;

/**
 * A token bucket for each of whom a policy counts: full at first, and refilled evenly. How many are kept is bounded; a
 * bucket that nobody used for two windows is full again, and is let go.
 */
final class TokenBuckets {

    private static final long NANOS = Duration.ofSeconds(1).toNanos();

    private final String policy;
    private final long quota;
    private final Duration window;
    private final LoadingCache<Object, LocalBucket> buckets;

    TokenBuckets(String policy, long quota, Duration window, int maxTracked, TimeMeter time) {
        if (window.compareTo(Duration.ofSeconds(1)) < 0 || window.getNano() != 0) {
            throw new IllegalArgumentException("clinic.limits.window must be whole seconds, not " + window);
        }
        this.policy = policy;
        this.quota = quota;
        this.window = window;
        // One for all buckets: made by the library's builder, each would have its own.
        var configuration = BucketConfiguration.builder()
                .addLimit(Bandwidth.builder()
                        .capacity(quota)
                        .refillGreedy(quota, window)
                        .build())
                .build();
        this.buckets = Caffeine.newBuilder()
                .maximumSize(maxTracked)
                .expireAfterAccess(window.multipliedBy(2))
                .ticker(time::currentTimeNanos)
                .build(key -> new LockFreeBucket(configuration, MathType.INTEGER_64_BITS, time, BucketListener.NOPE));
    }

    /**
     * How someone stands after a request.
     *
     * @param remaining requests that are left now
     * @param seconds until the quota is whole again; of a request that is refused, until one more is admitted
     */
    record Standing(boolean admitted, long remaining, long seconds) {}

    Standing consume(Object whose) {
        var probe = buckets.get(whose).tryConsumeAndReturnRemaining(1);
        return probe.isConsumed()
                ? new Standing(true, probe.getRemainingTokens(), seconds(probe.getNanosToWaitForReset()))
                : new Standing(false, 0, Math.max(1, seconds(probe.getNanosToWaitForRefill())));
    }

    /** Makes that a request was not counted after all. */
    void giveBack(Object whose) {
        buckets.get(whose).addTokens(1);
    }

    private static long seconds(long nanos) {
        return (nanos + NANOS - 1) / NANOS;
    }

    String policy() {
        return policy;
    }

    /** The policy as {@code RateLimit-Policy} says it. */
    String advertised() {
        return String.format(Locale.ROOT, "\"%s\";q=%d;w=%d", policy, quota, window.toSeconds());
    }

    /** How many are remembered, after those that are one too many have been forgotten. */
    long tracked() {
        buckets.cleanUp();
        return buckets.estimatedSize();
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%d requests in %d s for each %s", quota, window.toSeconds(), policy);
    }
}
