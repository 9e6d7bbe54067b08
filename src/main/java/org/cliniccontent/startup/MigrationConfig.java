package org.cliniccontent.startup;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import org.cliniccontent.configuration.Bounds;

/** How the service waits for a schema that it does not migrate itself. */
@ConfigMapping(prefix = "clinic.migration")
public interface MigrationConfig {

    /** For whoever reads the key before the framework starts, too. */
    String DEFAULT_MAX_WAIT = "PT60S";

    /**
     * With {@code quarkus.flyway.migrate-at-start=false}: how long a start waits until the schema has every migration of
     * this release. Then the process ends with status 1 and one line that says what is missing. Shorter than what a
     * startup probe allows.
     */
    @WithDefault(DEFAULT_MAX_WAIT)
    @Bounds(min = "0s", max = "1h")
    Duration maxWait();
}
