package org.cliniccontent.sync;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import org.cliniccontent.configuration.Bounds;

/** Streams of changes. */
@ConfigMapping(prefix = "clinic.sync")
public interface SyncConfig {

    /** How long a client may take nothing before its stream is cut. */
    @WithDefault("60s")
    @Bounds(min = "100ms", max = "1h")
    Duration stallTimeout();

    /** How often an idle stream of events sends a comment to stay open. Proxies must not close it before. */
    @WithDefault("15s")
    @Bounds(min = "100ms", max = "5m")
    Duration heartbeat();

    /**
     * How long a stream of events lasts, a fifth more or less. Then the client reconnects, and its credentials are
     * checked again.
     */
    @WithDefault("10m")
    @Bounds(min = "1s", max = "1d", above = "clinic.sync.heartbeat")
    Duration streamLifetime();

    /** How many streams there may be on a replica. */
    @WithDefault("10000")
    @Bounds(min = "1", max = "1000000")
    int maxStreams();

    /** How many streams one caller may have. */
    @WithDefault("100")
    @Bounds(min = "1", max = "1000000")
    int maxStreamsPerCaller();

    /**
     * How many bytes may be held for slow clients in all. Beyond that the slowest are cut; they reconnect with their last
     * token.
     */
    @WithDefault("64M")
    @Bounds(min = "64K", max = "64G")
    MemorySize maxHeld();
}
