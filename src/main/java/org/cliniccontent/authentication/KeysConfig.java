package org.cliniccontent.authentication;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import org.cliniccontent.configuration.Bounds;
import org.cliniccontent.configuration.Interval;

/** Announcing the end of API keys. */
@ConfigMapping(prefix = "clinic.keys")
public interface KeysConfig {

    /** How long before the end of a key its owner is told, once each, and once more when it has ended. */
    @WithDefault("14D,1D")
    @Bounds(min = "1m", max = "365d")
    List<Duration> announceEnd();

    /** How often to check for keys that end, or {@code off}. */
    @WithDefault("60s")
    @Bounds(min = "1s", max = "1d")
    @Interval
    String checkEvery();
}
