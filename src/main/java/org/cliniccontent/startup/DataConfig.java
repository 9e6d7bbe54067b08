package org.cliniccontent.startup;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;

/** The location of the embedded database. */
@ConfigMapping(prefix = "clinic")
interface DataConfig {

    /** Folder of the embedded database and of the first administrator's key. Not used with an external database. */
    @WithDefault(".data")
    Path dataFolder();
}
