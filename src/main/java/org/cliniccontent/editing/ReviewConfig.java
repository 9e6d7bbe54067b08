package org.cliniccontent.editing;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How working copies are reviewed. */
@ConfigMapping(prefix = "clinic.review")
public interface ReviewConfig {

    /**
     * Whether whoever changed a working copy may approve it. On only where the service runs with its own embedded
     * database and nothing else is configured: then there may be nobody else.
     */
    @WithDefault("false")
    boolean authorMayApprove();
}
