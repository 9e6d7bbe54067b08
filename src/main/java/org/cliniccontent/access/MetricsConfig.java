package org.cliniccontent.access;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/** Who may read the metrics, on the management port. */
@ConfigMapping(prefix = "clinic.metrics")
public interface MetricsConfig {

    /** Whether they are served at all. */
    @WithDefault("true")
    boolean enabled();

    /**
     * What has to be sent as {@code Authorization: Bearer …}; at least 16 characters. Without it anyone who reaches the
     * port may read them.
     */
    Optional<String> token();
}
