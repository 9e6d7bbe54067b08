package org.cliniccontent.audit;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;
import org.cliniccontent.configuration.Bounds;
import org.cliniccontent.configuration.Interval;

/** The audit log. */
@ConfigMapping(prefix = "clinic.audit")
public interface AuditConfig {

    /**
     * For how long events are kept, at least 30 days. The log is pruned by whole months, when all events of a month are
     * older. Without it everything is kept for ever.
     */
    @Bounds(min = "30d", max = "36500d")
    Optional<Duration> retention();

    /** How many refusals of one caller get a row of their own between two flushes. More are counted in one row. */
    @WithDefault("60")
    @Bounds(min = "1", max = "1000000")
    int rowsPerCaller();

    /** How many refusals of anonymous requests get a row of their own between two flushes, in all. */
    @WithDefault("30")
    @Bounds(min = "0", max = "1000000")
    int anonymousRows();

    /**
     * How many kinds of anonymous refusals (the same address, method, path, status and problem) are counted between two
     * flushes, each in one row. More are counted by status and problem only.
     */
    @WithDefault("100")
    @Bounds(min = "1", max = "1000000")
    int anonymousGroups();

    /** How often the counted refusals are written, or {@code off}. A process that is killed loses what it counted since. */
    @WithDefault("60s")
    @Bounds(min = "1s", max = "1h")
    @Interval
    String flushEvery();

    /** How often to seal what was recorded, or {@code off}. One replica does it for all. */
    @WithDefault("10s")
    @Bounds(min = "1s", max = "1h")
    @Interval
    String sealEvery();

    /** How often to make the partitions of coming months and to drop what is older than the retention, or {@code off}. */
    @WithDefault("1h")
    @Bounds(min = "1s", max = "1d")
    @Interval
    String maintainEvery();
}
