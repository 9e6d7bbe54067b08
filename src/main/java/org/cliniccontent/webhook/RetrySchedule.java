package org.cliniccontent.webhook;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;

/**
 * The schedule of retries, as Standard Webhooks recommends: ten attempts in about three days, each up to a fifth
 * earlier or later, so that deliveries that failed together are not retried together.
 */
@ApplicationScoped
class RetrySchedule {

    static final List<Duration> DELAYS = List.of(
            Duration.ofSeconds(5),
            Duration.ofMinutes(5),
            Duration.ofMinutes(30),
            Duration.ofHours(2),
            Duration.ofHours(5),
            Duration.ofHours(10),
            Duration.ofHours(14),
            Duration.ofHours(20),
            Duration.ofHours(24));

    private static final double JITTER = 0.2;

    private final DoubleSupplier random;

    RetrySchedule() {
        this(() -> ThreadLocalRandom.current().nextDouble());
    }

    /** @param random returns numbers from 0 to 1 */
    RetrySchedule(DoubleSupplier random) {
        this.random = random;
    }

    /**
     * Returns the delay after a failed attempt. A receiver that asks for more time gets up to twice the usual delay.
     *
     * @param tries the number of attempts, this one included
     * @return empty if it was the last
     */
    Optional<Duration> after(int tries, Attempt failed) {
        if (tries > DELAYS.size()) {
            return Optional.empty();
        }
        var base = DELAYS.get(tries - 1);
        return Optional.of(failed.retryAfter()
                .filter(asked -> failed.isThrottled())
                .map(asked -> clamp(asked, base))
                .orElseGet(() -> jittered(base)));
    }

    private static Duration clamp(Duration asked, Duration base) {
        var longest = base.multipliedBy(2);
        return asked.compareTo(base) < 0 ? base : asked.compareTo(longest) > 0 ? longest : asked;
    }

    private Duration jittered(Duration base) {
        return Duration.ofMillis(Math.round(base.toMillis() * (1 - JITTER + 2 * JITTER * random.getAsDouble())));
    }
}
