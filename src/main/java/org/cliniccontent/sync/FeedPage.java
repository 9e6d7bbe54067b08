package org.cliniccontent.sync;

import java.util.List;

/**
 * A page of a pass.
 *
 * @param next the token after these changes are applied
 */
record FeedPage(List<SyncChange> changes, SyncToken next) {

    /** Checks whether the pass continues: the copy is complete to {@link #release} only at its end. */
    boolean more() {
        return !next.isComplete();
    }

    long release() {
        return next.release();
    }
}
