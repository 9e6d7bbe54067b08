package org.cliniccontent.database;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import org.cliniccontent.configuration.Bounds;
import org.cliniccontent.configuration.Interval;

/** Tolerated differences between this machine's clock and the database's. */
@ConfigMapping(prefix = "clinic.clock")
public interface ClockConfig {

    /** Interval at which to ask the database for its time. {@code off} asks at the start only. */
    @WithDefault("60s")
    @Bounds(min = "1s", max = "10m")
    @Interval
    String checkEvery();

    /** Difference from which a warning is logged. */
    @WithDefault("2s")
    @Bounds(min = "100ms", max = "1h")
    Duration warnBeyond();

    /**
     * Difference from which this replica neither publishes, nor schedules releases, nor seals the audit log, because
     * one of the two clocks is wrong. Requests to do so get a 503; other replicas go on.
     */
    @WithDefault("60s")
    @Bounds(min = "1s", max = "1d", above = "clinic.clock.warn-beyond")
    Duration refuseBeyond();
}
