package org.cliniccontent.sync;

import java.util.List;

/**
 * A stretch of a pass.
 *
 * @param next the token that stands for having applied it
 */
record FeedPage(List<SyncChange> changes, SyncToken next) {

    /** Whether the pass goes on: the copy is complete to {@link #release} only at its end. */
    boolean more() {
        return !next.isComplete();
    }

    long release() {
        return next.release();
    }
}
