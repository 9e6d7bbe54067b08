package org.cliniccontent.webhook;

import java.util.UUID;

/** A due delivery that nobody has leased, with the criteria of its slot. */
record DueDelivery(UUID endpoint, String event, String owner, String url, Lane lane, Priority priority) {

    /** The identity of a delivery. */
    record Key(UUID endpoint, String event) {}

    Key key() {
        return new Key(endpoint, event);
    }
}
