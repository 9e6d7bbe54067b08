package org.cliniccontent.webhook;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;

/**
 * When what did not arrive is tried again: as Standard Webhooks recommends, ten times in about three days, each time up
 * to a fifth earlier or later, so that what failed together does not come back together.
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

    /** @param random numbers from 0 to 1 */
    RetrySchedule(DoubleSupplier random) {
        this.random = random;
    }

    /**
     * How long to wait after an attempt that failed. A receiver that asks for more time gets it, up to twice of what it
     * would be.
     *
     * @param tries how many there have been, this one included
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
