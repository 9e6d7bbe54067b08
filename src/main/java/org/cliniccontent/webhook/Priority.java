package org.cliniccontent.webhook;

import org.cliniccontent.content.Tombstone;

/** Which deliveries are sent first. The ordinals are stored. */
enum Priority {
    IMMEDIATE_WITHDRAWAL,
    URGENT_WITHDRAWAL,
    ROUTINE_WITHDRAWAL,
    NEWS,
    /** Replayed with many others: never before what happens now. */
    BULK_REPLAY;

    static Priority of(Tombstone.Urgency urgency) {
        return switch (urgency) {
            case IMMEDIATE -> IMMEDIATE_WITHDRAWAL;
            case URGENT -> URGENT_WITHDRAWAL;
            case ROUTINE -> ROUTINE_WITHDRAWAL;
        };
    }
}
