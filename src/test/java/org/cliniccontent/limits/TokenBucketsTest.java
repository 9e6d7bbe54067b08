package org.cliniccontent.limits;

import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.cliniccontent.http.address.ClientAddress;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The number of requests that a quota admits, in a time that the test controls. */
class TokenBucketsTest {

    private static final Duration WINDOW = Duration.ofSeconds(60);

    private final Time time = new Time();

    /** A clock that stands still until it is moved. */
    private static final class Time implements TimeMeter {

        private long nanos = 1;

        void pass(Duration duration) {
            nanos += duration.toNanos();
        }

        @Override
        public long currentTimeNanos() {
            return nanos;
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    }

    private TokenBuckets buckets(long quota) {
        return new TokenBuckets("address", quota, WINDOW, 1_000, time);
    }

    @Test
    void theQuotaMayBeUsedAtOnceAndThenComesBackEvenly() {
        var buckets = buckets(6);
        for (int left = 5; left >= 0; left--) {
            assertThat(buckets.consume("one")).isEqualTo(new TokenBuckets.Balance(true, left, (6 - left) * 10L));
        }
        assertThat(buckets.consume("one")).isEqualTo(new TokenBuckets.Balance(false, 0, 10));
        time.pass(Duration.ofMillis(9_001));
        assertThat(buckets.consume("one")).isEqualTo(new TokenBuckets.Balance(false, 0, 1));
        time.pass(Duration.ofSeconds(1));
        assertThat(buckets.consume("one").admitted()).isTrue();
        assertThat(buckets.consume("one").admitted()).isFalse();
        time.pass(WINDOW);
        assertThat(buckets.consume("one")).isEqualTo(new TokenBuckets.Balance(true, 5, 10));
    }

    @Test
    void waitingAsLongAsIsSaidIsEnough() {
        var buckets = buckets(7);
        for (int i = 0; i < 100; i++) {
            var standing = buckets.consume("one");
            if (!standing.admitted()) {
                time.pass(Duration.ofSeconds(standing.seconds()));
                assertThat(buckets.consume("one").admitted()).isTrue();
            }
        }
    }

    @Test
    void everyoneHasAQuotaOfTheirOwn() {
        var buckets = buckets(1);
        assertThat(buckets.consume("one").admitted()).isTrue();
        assertThat(buckets.consume("other").admitted()).isTrue();
        assertThat(buckets.consume("one").admitted()).isFalse();
    }

    @Property
    void inNoWindowPassMoreThanTheQuotaAndWhatIsRefilled(
            @ForAll @IntRange(min = 1, max = 20) int quota,
            @ForAll @Size(min = 1, max = 300) List<@IntRange(max = 20_000) Integer> pauses) {
        var buckets = buckets(quota);
        List<Long> passed = new ArrayList<>();
        for (int pause : pauses) {
            time.pass(Duration.ofMillis(pause));
            if (buckets.consume("one").admitted()) {
                passed.add(time.nanos);
            }
        }
        for (int first = 0; first < passed.size(); first++) {
            for (int last = first; last < passed.size(); last++) {
                long between = passed.get(last) - passed.get(first);
                assertThat((double) (last - first + 1))
                        .isLessThanOrEqualTo(quota + quota * (between + 1.0) / WINDOW.toNanos());
            }
        }
    }

    @Property
    void whoAsksNoMoreOftenThanTheRateIsNeverRefused(
            @ForAll @IntRange(min = 1, max = 1_000) int quota,
            @ForAll @Size(max = 200) List<@IntRange(max = 50) Integer> pauses) {
        var buckets = buckets(quota);
        for (int pause : pauses) {
            assertThat(buckets.consume("one").admitted()).isTrue();
            time.pass(WINDOW.dividedBy(quota).plusMillis(pause).plusNanos(1));
        }
    }

    @Test
    void memoryIsBoundedHoweverManyAsk() {
        int most = 1_000;
        var buckets = new TokenBuckets("address", 10, WINDOW, most, time);
        for (int i = 0; i < 200_000; i++) {
            assertThat(buckets.consume(new ClientAddress(i, 0)).admitted()).isTrue();
        }
        assertThat(buckets.tracked()).isLessThanOrEqualTo(most);
    }

    @Test
    void whoAsksOftenIsNotForgottenBecauseOfManyWhoAskOnce() {
        var buckets = new TokenBuckets("address", 1_000, WINDOW, 1_000, time);
        for (int i = 0; i < 1_000; i++) {
            buckets.consume("often");
        }
        for (int i = 0; i < 50_000; i++) {
            buckets.consume(i);
            buckets.consume("often");
        }
        assertThat(buckets.consume("often").admitted()).isFalse();
    }

    @Test
    void whoStaysAwayIsForgotten() {
        var buckets = buckets(10);
        buckets.consume("one");
        time.pass(WINDOW.multipliedBy(2));
        assertThat(buckets.tracked()).isZero();
    }

    @Test
    void aWindowIsWholeSeconds() {
        assertThatThrownBy(() -> new TokenBuckets("address", 1, Duration.ofMillis(1_500), 1, time))
                .hasMessageContaining("clinic.limits.window");
    }

    @Test
    void thePolicyIsAdvertised() {
        assertThat(buckets(6_000).advertised()).isEqualTo("\"address\";q=6000;w=60");
    }
}
