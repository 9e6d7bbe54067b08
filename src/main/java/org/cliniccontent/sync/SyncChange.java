package org.cliniccontent.sync;

import java.util.UUID;

/**
 * What a partner has to do with one entity.
 *
 * @param position where it stands in its pass
 * @param body the entity's canonical JSON, or that of its tombstone
 */
record SyncChange(SyncToken.Position position, String state, String slug, String sha256, byte[] body) {

    String type() {
        return position.segment().type();
    }

    UUID id() {
        return position.id();
    }

    /** The release that last changed it. */
    long release() {
        return position.since();
    }

    boolean isRemoval() {
        return position.segment().removals();
    }
}
