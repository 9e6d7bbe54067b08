package org.cliniccontent.release;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;

/** Metrics of the age of the release that this replica serves. */
@ApplicationScoped
@Startup
class ReleaseMeters {

    private static final double MILLIS = 1_000;

    ReleaseMeters(CurrentRelease current, Clock clock, MeterRegistry meters) {
        Gauge.builder("clinic.release.age", () -> age(current.at(), clock))
                .description("The time since the release was published that this replica serves; none before the first")
                .baseUnit("seconds")
                .register(meters);
    }

    private static double age(CurrentRelease.At served, Clock clock) {
        return served.number() == 0
                ? Double.NaN
                : Duration.between(served.publishedAt(), clock.instant()).toMillis() / MILLIS;
    }
}
