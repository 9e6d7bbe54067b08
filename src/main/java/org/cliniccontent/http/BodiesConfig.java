package org.cliniccontent.http;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;
import org.cliniccontent.configuration.Bounds;

/** How much memory requests' bodies may take. */
@ConfigMapping(prefix = "clinic.bodies")
public interface BodiesConfig {

    /**
     * The memory for all bodies that are being worked on, with everything that is made of them. Without it, half of
     * the heap. A body that would take all of it by itself is refused with 413, whatever its endpoint admits.
     */
    @Bounds(min = "1M", max = "64G")
    Optional<MemorySize> memory();

    /** How long a body waits for others to be done before it is refused with 503. */
    @WithDefault("PT10S")
    @Bounds(min = "0s", max = "60s")
    Duration maxWait();
}
