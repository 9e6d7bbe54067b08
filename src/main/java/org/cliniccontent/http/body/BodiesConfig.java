package org.cliniccontent.http.body;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;
import org.cliniccontent.configuration.Bounds;

/** Memory for request bodies. */
@ConfigMapping(prefix = "clinic.bodies")
public interface BodiesConfig {

    /**
     * The memory for all bodies that are being processed, at ten bytes for each byte; half of the heap unless it is set. A
     * body that would take more by itself is refused with 413.
     */
    @Bounds(min = "1M", max = "64G")
    Optional<MemorySize> memory();

    /** How long a body waits for others to be done before it is refused with 503. */
    @WithDefault("PT10S")
    @Bounds(min = "0s", max = "60s")
    Duration maxWait();
}
