package org.cliniccontent.startup;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Information about the build, exposed to monitoring. */
@ConfigMapping(prefix = "clinic.build")
public interface BuildConfig {

    /** Commit of the build. The image sets it. */
    @WithDefault("unknown")
    String revision();
}
