package org.cliniccontent.startup;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What was built, as monitoring tells it. */
@ConfigMapping(prefix = "clinic.build")
public interface BuildConfig {

    /** The commit that was built. The image sets it. */
    @WithDefault("unknown")
    String revision();
}
