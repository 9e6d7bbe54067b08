package org.cliniccontent.startup;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import org.cliniccontent.configuration.Bounds;

/** The wait for a schema that the service does not migrate itself. */
@ConfigMapping(prefix = "clinic.migration")
public interface MigrationConfig {

    /** The default, also for code that reads the key before the framework starts. */
    String DEFAULT_MAX_WAIT = "PT60S";

    /**
     * Maximum time that a start waits for the schema, with {@code quarkus.flyway.migrate-at-start=false}, until it has
     * every migration of this release. After it the process ends with status 1 and one line that says what is missing.
     * Keep it shorter than the startup probe allows.
     */
    @WithDefault(DEFAULT_MAX_WAIT)
    @Bounds(min = "0s", max = "1h")
    Duration maxWait();
}
