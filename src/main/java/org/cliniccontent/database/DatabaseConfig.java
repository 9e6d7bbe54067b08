package org.cliniccontent.database;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import org.cliniccontent.configuration.Bounds;

/**
 * How long the database may take before a request is answered 503. With the pool's acquisition timeout
 * ({@code quarkus.datasource.jdbc.acquisition-timeout}) these keep the promise of an answer within 5 s.
 */
@ConfigMapping(prefix = "clinic.database")
public interface DatabaseConfig {

    /** How long one statement may run, and how long its answer is waited for (duration). */
    @WithDefault("4s")
    @Bounds(min = "100ms", max = "60s")
    Duration statementTimeout();

    /** How long a read may wait for a lock of another session's (duration); a write may for its statement's time. */
    @WithDefault("2s")
    @Bounds(min = "100ms", max = "60s", atMost = "clinic.database.statement-timeout")
    Duration lockTimeout();

    /** How long one statement of an import or a release may run (duration). */
    @WithDefault("120s")
    @Bounds(min = "1s", max = "1h")
    Duration longStatementTimeout();

    /** How long one statement of an import or a release may wait for a lock, such as that of another release (duration). */
    @WithDefault("20s")
    @Bounds(min = "100ms", max = "1h", atMost = "clinic.database.long-statement-timeout")
    Duration longLockTimeout();

    /** How often to check that the database answers (duration). */
    @WithDefault("500ms")
    @Bounds(min = "50ms", max = "1h")
    Duration probeEvery();
}
