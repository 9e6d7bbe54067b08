package org.cliniccontent.webhook;

import java.time.Instant;
import java.util.UUID;

/**
 * An event that is to be told to an endpoint now, by whoever holds it.
 *
 * @param tries how many there have been before
 * @param heldUntil when it will be taken for lost
 */
record Delivery(UUID endpoint, String event, int tries, Instant heldUntil, String url, String payload) {

    Candidate.Key key() {
        return new Candidate.Key(endpoint, event);
    }
}
