package org.cliniccontent.cache;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import org.cliniccontent.configuration.Bounds;

/** Cache of answers. */
@ConfigMapping(prefix = "clinic.cache")
interface CacheConfig {

    /** How much memory cached answers to public reads may take. 0 switches the cache off. */
    @WithDefault("64M")
    @Bounds(min = "0", max = "64G")
    MemorySize maxSize();

    /** How many of the most requested answers are rebuilt at once after a release. */
    @WithDefault("200")
    @Bounds(min = "0", max = "100000")
    int refreshed();
}
