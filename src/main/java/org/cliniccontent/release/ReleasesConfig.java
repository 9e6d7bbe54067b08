package org.cliniccontent.release;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;
import org.cliniccontent.configuration.Bounds;

/** The discovery of releases that other replicas make. */
@ConfigMapping(prefix = "clinic.releases")
public interface ReleasesConfig {

    /** Interval at which to ask the database for a new release, in case no notification came. */
    @WithDefault("500ms")
    @Bounds(min = "50ms", max = "1h")
    Duration pollEvery();

    /**
     * JDBC URL to listen for notifications on, and to probe whether the database answers; by default the pool's. Set it
     * to the server itself if the pool goes through a pooler that shares sessions between transactions.
     */
    @Bounds(min = "1", max = "2000")
    Optional<String> listenUrl();
}
