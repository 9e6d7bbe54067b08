package org.cliniccontent.review;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Approval of working copies. */
@ConfigMapping(prefix = "clinic.review")
public interface ApprovalConfig {

    /**
     * Permission for authors to approve their own changes. Leave it off in production; by default it is on only with
     * the embedded database.
     */
    @WithDefault("false")
    boolean authorMayApprove();
}
