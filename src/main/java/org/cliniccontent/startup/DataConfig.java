package org.cliniccontent.startup;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;

/** Where the embedded database lies. */
@ConfigMapping(prefix = "clinic")
interface DataConfig {

    /** The folder of the embedded database and of the first administrator's key. Not used with an external database. */
    @WithDefault(".data")
    Path dataFolder();
}
