package org.cliniccontent.sync;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import org.cliniccontent.configuration.Bounds;

/** How changes are streamed. */
@ConfigMapping(prefix = "clinic.sync")
public interface SyncConfig {

    /** How long a client may take nothing of what is there for it, before its stream is cut. */
    @WithDefault("60s")
    @Bounds(min = "100ms", max = "1h")
    Duration stallTimeout();

    /** How often a stream of events says that it still lives, when there is nothing else to say. */
    @WithDefault("15s")
    @Bounds(min = "100ms", max = "5m")
    Duration heartbeat();

    /**
     * How long a stream of events lasts, about: then the client comes again, and it is looked again whether it may. Each
     * lasts up to a fifth more or less, so that those that came together do not come together again.
     */
    @WithDefault("10m")
    @Bounds(min = "1s", max = "1d", above = "clinic.sync.heartbeat")
    Duration streamLifetime();

    /** How many streams there may be on a replica. */
    @WithDefault("10000")
    @Bounds(min = "1", max = "1000000")
    int maxStreams();

    /** How many of them one caller may have. Keys that replaced one another are one caller. */
    @WithDefault("100")
    @Bounds(min = "1", max = "1000000")
    int maxStreamsPerCaller();

    /**
     * How many bytes streams may hold in all because their clients do not take them. Beyond that, those that have
     * waited longest for their client are cut; it comes again with its last token.
     */
    @WithDefault("64M")
    @Bounds(min = "64K", max = "64G")
    MemorySize maxHeld();
}
