package org.cliniccontent.access;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;
import org.cliniccontent.configuration.Bounds;
import org.cliniccontent.configuration.Interval;
import org.cliniccontent.configuration.Secret;

/** The metrics: who may read them on the management port, and how often they are measured. */
@ConfigMapping(prefix = "clinic.metrics")
public interface MetricsConfig {

    /** Whether metrics are served at all. */
    @WithDefault("true")
    boolean enabled();

    /**
     * The token that readers of metrics send as {@code Authorization: Bearer …}. Without it anyone who reaches the port
     * may read them.
     */
    @Bounds(min = "16", max = "1000")
    @Secret
    Optional<String> token();

    /** How often to read what only the database knows, such as partners and scheduled releases, or {@code off}. */
    @WithDefault("30s")
    @Bounds(min = "1s", max = "10m")
    @Interval
    String measureEvery();
}
