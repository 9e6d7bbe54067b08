package org.cliniccontent.http;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import org.cliniccontent.configuration.Bounds;

/** What responses tell browsers about how to treat the service. */
@ConfigMapping(prefix = "clinic.headers")
public interface HeadersConfig {

    /**
     * How long browsers that were answered by {@code https} ask by nothing else (RFC 6797). 0: they are not told. It is
     * told only to who asks by {@code https}: the service itself, or a trusted proxy, says so.
     */
    @WithDefault("365d")
    @Bounds(min = "0s", max = "3650d")
    Duration hstsMaxAge();
}
