package org.cliniccontent.sync;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import org.cliniccontent.configuration.Bounds;

/** Streams of changes. */
@ConfigMapping(prefix = "clinic.sync")
public interface SyncConfig {

    /** Time without progress after which a client's stream is cut. */
    @WithDefault("60s")
    @Bounds(min = "100ms", max = "1h")
    Duration stallTimeout();

    /** Interval at which an idle event stream sends a comment to stay open. Proxies must not close it sooner. */
    @WithDefault("15s")
    @Bounds(min = "100ms", max = "5m")
    Duration heartbeat();

    /**
     * Lifetime of an event stream, a fifth more or less. After it the client reconnects, and its credentials are
     * checked again.
     */
    @WithDefault("10m")
    @Bounds(min = "1s", max = "1d", above = "clinic.sync.heartbeat")
    Duration streamLifetime();

    /** Maximum number of streams on a replica. */
    @WithDefault("10000")
    @Bounds(min = "1", max = "1000000")
    int maxStreams();

    /** Maximum number of streams per caller. */
    @WithDefault("100")
    @Bounds(min = "1", max = "1000000")
    int maxStreamsPerCaller();

    /**
     * Maximum number of bytes held for all slow clients together. Beyond it the slowest are cut; they reconnect with
     * their last token.
     */
    @WithDefault("64M")
    @Bounds(min = "64K", max = "64G")
    MemorySize maxHeld();
}
