package org.cliniccontent.http;

import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** A cached response does not outlive the time at which its content changes. */
class FreshnessTest {

    private static final Instant MIDNIGHT = Instant.parse("2026-03-02T00:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "2026-03-01T00:00:00Z, 30, 30",
        "2026-03-01T23:58:59.999Z, 30, 30",
        "2026-03-01T23:59:00Z, 30, 30",
        "2026-03-01T23:59:00.001Z, 30, 29",
        "2026-03-01T23:59:29Z, 30, 1",
        "2026-03-01T23:59:30Z, 30, 0",
        "2026-03-01T23:59:31Z, 29, 0",
        "2026-03-01T23:59:59Z, 1, 0",
        "2026-03-01T23:59:59.001Z, 0, 0",
        "2026-03-02T00:00:00Z, 0, 0",
        "2026-03-02T00:00:03Z, 0, 0"
    })
    void whatIsAnsweredBeforeItChangesIsKeptUntilThen(Instant now, long maxAge, long stale) {
        assertThat(Freshness.until(MIDNIGHT, now)).isEqualTo(new Freshness(maxAge, stale));
        assertThat(Freshness.until(MIDNIGHT, now).cacheControl())
                .isEqualTo("public, max-age=%d, stale-while-revalidate=%d".formatted(maxAge, stale));
    }

    @Property
    void nothingIsKeptLongerThanUsualOrThanItIsTrue(@ForAll @LongRange(min = -100_000, max = 100_000) long millis) {
        var freshness = Freshness.until(MIDNIGHT, MIDNIGHT.minusMillis(millis));
        long kept = freshness.maxAge() + freshness.stale();
        assertThat(freshness.maxAge()).isBetween(0L, 30L);
        assertThat(freshness.stale()).isBetween(0L, 30L);
        assertThat(kept * 1_000).isLessThanOrEqualTo(Math.max(0, millis));
        assertThat(kept).isEqualTo(Math.max(0, Math.min(60, millis / 1_000)));
    }
}
