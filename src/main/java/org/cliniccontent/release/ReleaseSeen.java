package org.cliniccontent.release;

/**
 * Fired when this replica begins to serve another release, by the thread that noticed. Several threads may notice one
 * release after the other at the same time, so an observer asks {@link CurrentRelease} for the newest.
 *
 * @param otherHistory whether what was known of earlier releases no longer holds: the store is not the same any more,
 *     such as after a backup was restored
 */
public record ReleaseSeen(long previous, long current, boolean otherHistory) {}
