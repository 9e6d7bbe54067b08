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
 * A token bucket per party that a policy applies to: full at first, and refilled evenly. The number of buckets is
 * limited; a bucket unused for two windows is full again, and is dropped.
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
        // One ticker for all buckets: the library's builder would make one for each.
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
     * The state of a bucket after a request.
     *
     * @param remaining requests that are left now
     * @param seconds until the bucket is full again; for a refused request, until the next one is admitted
     */
    record Balance(boolean admitted, long remaining, long seconds) {}

    Balance consume(Object whose) {
        var probe = buckets.get(whose).tryConsumeAndReturnRemaining(1);
        return probe.isConsumed()
                ? new Balance(true, probe.getRemainingTokens(), seconds(probe.getNanosToWaitForReset()))
                : new Balance(false, 0, Math.max(1, seconds(probe.getNanosToWaitForRefill())));
    }

    /** Returns a token to a bucket, so that a request does not count. */
    void giveBack(Object whose) {
        buckets.get(whose).addTokens(1);
    }

    private static long seconds(long nanos) {
        return (nanos + NANOS - 1) / NANOS;
    }

    String policy() {
        return policy;
    }

    /** Returns the policy as the value of {@code RateLimit-Policy}. */
    String advertised() {
        return String.format(Locale.ROOT, "\"%s\";q=%d;w=%d", policy, quota, window.toSeconds());
    }

    /** Returns the number of buckets after surplus ones have been evicted. */
    long tracked() {
        buckets.cleanUp();
        return buckets.estimatedSize();
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%d requests in %d s for each %s", quota, window.toSeconds(), policy);
    }
}
