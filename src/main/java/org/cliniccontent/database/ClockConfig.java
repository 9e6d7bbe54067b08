package org.cliniccontent.database;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import org.cliniccontent.configuration.Bounds;
import org.cliniccontent.configuration.Interval;

/** How far this machine's clock and the database's may be apart. */
@ConfigMapping(prefix = "clinic.clock")
public interface ClockConfig {

    /** How often to ask the database for its time, or {@code off}: then only at the start. */
    @WithDefault("60s")
    @Bounds(min = "1s", max = "10m")
    @Interval
    String checkEvery();

    /** From what difference on a warning is logged. */
    @WithDefault("2s")
    @Bounds(min = "100ms", max = "1h")
    Duration warnBeyond();

    /**
     * From what difference on this replica neither publishes, nor schedules releases, nor seals the audit log: one of
     * the two clocks is wrong. Requests are answered 503; other replicas go on.
     */
    @WithDefault("60s")
    @Bounds(min = "1s", max = "1d", above = "clinic.clock.warn-beyond")
    Duration refuseBeyond();
}
