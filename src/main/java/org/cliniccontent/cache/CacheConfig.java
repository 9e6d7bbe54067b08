package org.cliniccontent.cache;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import org.cliniccontent.configuration.Bounds;

/** Response cache of public reads. */
@ConfigMapping(prefix = "clinic.cache")
interface CacheConfig {

    /** Maximum memory for cached responses to public reads. 0 disables the cache. */
    @WithDefault("64M")
    @Bounds(min = "0", max = "64G")
    MemorySize maxSize();

    /** Number of the most requested responses that are rebuilt right after a release. */
    @WithDefault("200")
    @Bounds(min = "0", max = "100000")
    int refreshed();
}
