package org.cliniccontent.http;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import org.cliniccontent.configuration.Bounds;

/** Headers for browsers. */
@ConfigMapping(prefix = "clinic.headers")
public interface HeadersConfig {

    /**
     * The max-age of {@code Strict-Transport-Security} (RFC 6797), which is sent over {@code https} only. 0 disables
     * the header.
     */
    @WithDefault("365d")
    @Bounds(min = "0s", max = "3650d")
    Duration hstsMaxAge();
}
