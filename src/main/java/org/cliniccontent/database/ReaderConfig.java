package org.cliniccontent.database;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;
import org.cliniccontent.configuration.Bounds;
import org.cliniccontent.configuration.Secret;

/** A second database for reads of what is published: a standby that streams from the primary. */
@ConfigMapping(prefix = "clinic.reader")
public interface ReaderConfig {

    /**
     * JDBC URL of the standby or standbys, such as {@code jdbc:postgresql://ro.example.org/clinic_content}. None: all
     * reads go to the primary. A standby that lags, is away or is slow costs nothing but that reads go to the primary.
     */
    Optional<String> url();

    /** The role that reads; by default that of {@code quarkus.datasource.username}. It needs no right but to select. */
    Optional<String> username();

    /** The role's password; by default that of {@code quarkus.datasource.password}. */
    @Secret
    Optional<String> password();

    /** How many connections each replica of the service opens to it at most. */
    @WithDefault("20")
    @Bounds(min = "1", max = "1000")
    int maxSize();

    /** How long it may take to connect, and to answer a statement; whole seconds. After that the primary is asked. */
    @WithDefault("2s")
    @Bounds(min = "1s", max = "60s")
    Duration timeout();

    /** How often it is asked whether it works; as long as it does not, no read waits for it. */
    @WithDefault("1s")
    @Bounds(min = "50ms", max = "5m")
    Duration checkEvery();
}
