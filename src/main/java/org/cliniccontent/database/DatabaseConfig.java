package org.cliniccontent.database;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import org.cliniccontent.configuration.Bounds;

/**
 * Timeouts of the database, after which a request is answered with 503. With the pool's acquisition timeout ({@code
 * quarkus.datasource.jdbc.acquisition-timeout}) they keep the promise of an answer within 5 s.
 */
@ConfigMapping(prefix = "clinic.database")
public interface DatabaseConfig {

    /** Maximum time for one statement, and for its answer to arrive. */
    @WithDefault("4s")
    @Bounds(min = "100ms", max = "60s")
    Duration statementTimeout();

    /** Maximum time a read waits for another session's lock; a write may wait for as long as its statement may run. */
    @WithDefault("2s")
    @Bounds(min = "100ms", max = "60s", atMost = "clinic.database.statement-timeout")
    Duration lockTimeout();

    /** Maximum time for one statement of an import or a release. */
    @WithDefault("120s")
    @Bounds(min = "1s", max = "1h")
    Duration longStatementTimeout();

    /** Maximum time one statement of an import or a release waits for a lock, such as that of another release. */
    @WithDefault("20s")
    @Bounds(min = "100ms", max = "1h", atMost = "clinic.database.long-statement-timeout")
    Duration longLockTimeout();

    /** Interval at which to check that the database answers. */
    @WithDefault("500ms")
    @Bounds(min = "50ms", max = "1h")
    Duration probeEvery();
}
