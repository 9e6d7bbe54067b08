package org.cliniccontent.database;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;
import org.cliniccontent.configuration.Bounds;
import org.cliniccontent.configuration.Secret;

/** A second database for reads of published content: a standby that streams from the primary. */
@ConfigMapping(prefix = "clinic.reader")
public interface ReaderConfig {

    /**
     * JDBC URL of the standby or standbys, such as {@code jdbc:postgresql://ro.example.org/clinic_content}. If unset,
     * all reads go to the primary. A standby that lags, is down or slow has no effect except that reads go to the
     * primary.
     */
    Optional<String> url();

    /**
     * Role for reading; by default that of {@code quarkus.datasource.username}. It needs no privilege except select.
     */
    Optional<String> username();

    /** Password of the role; by default that of {@code quarkus.datasource.password}. */
    @Secret
    Optional<String> password();

    /** Maximum number of connections that each replica of the service opens to it. */
    @WithDefault("20")
    @Bounds(min = "1", max = "1000")
    int maxSize();

    /** Timeout for connecting, and for the answer to a statement; whole seconds. After it the primary is asked. */
    @WithDefault("2s")
    @Bounds(min = "1s", max = "60s")
    Duration timeout();

    /** Interval at which to check whether the standby works; while it does not, no read waits for it. */
    @WithDefault("1s")
    @Bounds(min = "50ms", max = "5m")
    Duration checkEvery();
}
