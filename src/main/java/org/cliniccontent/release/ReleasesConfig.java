package org.cliniccontent.release;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;
import org.cliniccontent.configuration.Bounds;

/** How a replica learns of the releases that others make. */
@ConfigMapping(prefix = "clinic.releases")
public interface ReleasesConfig {

    /** How often the database is asked, in case no hint came. */
    @WithDefault("500ms")
    @Bounds(min = "50ms", max = "1h")
    Duration pollEvery();

    /**
     * Where hints are listened for, as a JDBC URL; by default where the pool goes. It is needed where that is a pooler
     * that hands every transaction to another session, on which nobody can listen.
     */
    @Bounds(min = "1", max = "2000")
    Optional<String> listenUrl();
}
