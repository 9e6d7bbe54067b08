package org.cliniccontent.webhook;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The schedule of retries. */
class RetryScheduleTest {

    private static Attempt answered(int status, String retryAfter) {
        return new Attempt(
                Instant.EPOCH,
                Duration.ZERO,
                Optional.of(status),
                Optional.empty(),
                Optional.ofNullable(retryAfter).map(Duration::parse));
    }

    private static Duration after(int tries, double random, Attempt attempt) {
        return new RetrySchedule(() -> random).after(tries, attempt).orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
        "1, PT5S, PT4S, PT6S",
        "2, PT5M, PT4M, PT6M",
        "3, PT30M, PT24M, PT36M",
        "4, PT2H, PT96M, PT144M",
        "5, PT5H, PT4H, PT6H",
        "6, PT10H, PT8H, PT12H",
        "7, PT14H, PT672M, PT1008M",
        "8, PT20H, PT16H, PT24H",
        "9, PT24H, PT1152M, PT1728M"
    })
    void itIsThatOfStandardWebhooksWithAFifthOfJitter(int tries, Duration base, Duration least, Duration most) {
        var failure = answered(500, null);
        assertThat(after(tries, 0.5, failure)).isEqualTo(base);
        assertThat(after(tries, 0, failure)).isEqualTo(least);
        assertThat(after(tries, 1, failure)).isEqualTo(most);
    }

    @Test
    void theTenthAttemptIsTheLast() {
        assertThat(new RetrySchedule(() -> 0.5).after(10, answered(500, null))).isEmpty();
        assertThat(new RetrySchedule(() -> 0.5).after(10, answered(429, "PT1S")))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "429, PT1S, PT5S",
        "429, PT5S, PT5S",
        "429, PT7S, PT7S",
        "503, PT10S, PT10S",
        "503, PT11S, PT10S",
        "429, PT1000000H, PT10S"
    })
    void aReceiverMayAskForUpToTwiceTheTime(int status, String asked, Duration given) {
        assertThat(after(1, 0, answered(status, asked))).isEqualTo(given);
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 301, 404})
    void butOnlyOneThatIsThrottled(int status) {
        assertThat(after(1, 0.5, answered(status, "PT9S"))).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void itsOwnJitterStaysWithinTheBounds() {
        var schedule = new RetrySchedule();
        for (int i = 0; i < 1_000; i++) {
            assertThat(schedule.after(2, answered(500, null)).orElseThrow())
                    .isBetween(Duration.ofMinutes(4), Duration.ofMinutes(6));
        }
    }
}
