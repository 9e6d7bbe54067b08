package org.cliniccontent.sync;

/**
 * A chunk of a stream as sent: changes, and a checkpoint.
 *
 * @param bytes shared by all streams at the same position, so never changed
 * @param next the token in the checkpoint
 */
record StreamChunk(byte[] bytes, SyncToken next) {

    /** Checks whether the pass continues. */
    boolean more() {
        return !next.isComplete();
    }
}
