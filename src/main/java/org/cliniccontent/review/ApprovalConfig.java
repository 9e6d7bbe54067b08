package org.cliniccontent.review;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Review of working copies. */
@ConfigMapping(prefix = "clinic.review")
public interface ApprovalConfig {

    /**
     * Whether authors may approve their own changes. Leave it off in production; without a setting it is on only with the
     * embedded database.
     */
    @WithDefault("false")
    boolean authorMayApprove();
}
