package org.cliniccontent.testing;

import java.time.Duration;
import org.cliniccontent.database.ClockConfig;

/** The default bounds for the clocks. */
public record ClockBounds() implements ClockConfig {

    @Override
    public String checkEvery() {
        return "off";
    }

    @Override
    public Duration warnBeyond() {
        return Duration.ofSeconds(2);
    }

    @Override
    public Duration refuseBeyond() {
        return Duration.ofSeconds(60);
    }
}
