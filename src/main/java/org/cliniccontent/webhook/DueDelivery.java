package org.cliniccontent.webhook;

import java.util.UUID;

/** A delivery that is due, and what its slot is counted for. It is nobody's yet. */
record DueDelivery(UUID endpoint, String event, String owner, String url, Lane lane, Priority priority) {

    /** What tells deliveries apart. */
    record Key(UUID endpoint, String event) {}

    Key key() {
        return new Key(endpoint, event);
    }
}
