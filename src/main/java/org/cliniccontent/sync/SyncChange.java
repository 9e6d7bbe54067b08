package org.cliniccontent.sync;

import java.util.UUID;

/**
 * A change of one entity for a partner to apply.
 *
 * @param position its position in the pass
 * @param body the entity's canonical JSON, or that of its tombstone
 */
record SyncChange(SyncToken.Position position, String state, String slug, String sha256, byte[] body) {

    String type() {
        return position.segment().type();
    }

    UUID id() {
        return position.id();
    }

    /** Returns the release that last changed the entity. */
    long release() {
        return position.since();
    }

    boolean isRemoval() {
        return position.segment().removals();
    }
}
