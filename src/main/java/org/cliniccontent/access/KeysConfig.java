package org.cliniccontent.access;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import org.cliniccontent.configuration.Bounds;
import org.cliniccontent.configuration.Interval;

/** How it is told that API keys end. */
@ConfigMapping(prefix = "clinic.keys")
public interface KeysConfig {

    /** How long before its end a key's owner is told of it: each time once, and once more when it has ended. */
    @WithDefault("14D,1D")
    @Bounds(min = "1m", max = "365d")
    List<Duration> announceEnd();

    /** How often keys are looked through for that. */
    @WithDefault("60s")
    @Bounds(min = "1s", max = "1d")
    @Interval
    String checkEvery();
}
