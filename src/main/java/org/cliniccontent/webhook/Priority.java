package org.cliniccontent.webhook;

import org.cliniccontent.content.Tombstone;

/** The priority of deliveries, the most urgent first. The ordinals are stored. */
enum Priority {
    IMMEDIATE_WITHDRAWAL,
    URGENT_WITHDRAWAL,
    ROUTINE_WITHDRAWAL,
    NEWS,
    /** A replay of many deliveries, sent after all current events. */
    BULK_REPLAY;

    static Priority of(Tombstone.Urgency urgency) {
        return switch (urgency) {
            case IMMEDIATE -> IMMEDIATE_WITHDRAWAL;
            case URGENT -> URGENT_WITHDRAWAL;
            case ROUTINE -> ROUTINE_WITHDRAWAL;
        };
    }
}
