package org.cliniccontent.read;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import org.cliniccontent.configuration.Bounds;

/** What is kept in memory of what was answered. */
@ConfigMapping(prefix = "clinic.cache")
interface CacheConfig {

    /** How much memory answers to public reads may take, in bytes ({@code 64M}). 0: nothing is kept. */
    @WithDefault("64M")
    @Bounds(min = "0", max = "64G")
    MemorySize maxSize();

    /** How many of the answers that were asked for most are made again at once when there is a new release. */
    @WithDefault("200")
    @Bounds(min = "0", max = "100000")
    int refreshed();
}
