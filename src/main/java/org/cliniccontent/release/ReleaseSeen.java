package org.cliniccontent.release;

/**
 * Fired when this replica begins to serve another release, by the thread that noticed it. Several threads may notice
 * successive releases at the same time, so an observer asks {@link CurrentRelease} for the newest.
 *
 * @param otherHistory whether knowledge of earlier releases is no longer valid: the store was replaced, such as by
 *     restoring a backup
 */
public record ReleaseSeen(long previous, long current, boolean otherHistory) {}
