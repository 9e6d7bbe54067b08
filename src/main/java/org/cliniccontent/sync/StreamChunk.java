package org.cliniccontent.sync;

/**
 * A part of a stream, as it is sent: changes, and a checkpoint.
 *
 * @param bytes shared by all who are at the same place, so never changed
 * @param next the token in the checkpoint
 */
record StreamChunk(byte[] bytes, SyncToken next) {

    /** Whether the pass goes on. */
    boolean more() {
        return !next.isComplete();
    }
}
