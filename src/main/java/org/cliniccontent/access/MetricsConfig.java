package org.cliniccontent.access;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;
import org.cliniccontent.configuration.Bounds;
import org.cliniccontent.configuration.Secret;

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
    @Bounds(min = "16", max = "1000")
    @Secret
    Optional<String> token();
}
