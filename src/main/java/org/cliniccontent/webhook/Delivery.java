package org.cliniccontent.webhook;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A leased delivery of an event to an endpoint.
 *
 * @param tries the number of earlier attempts
 * @param heldUntil when the lease expires
 * @param traceparent the position of the event's cause in its trace
 */
record Delivery(
        UUID endpoint,
        String event,
        int tries,
        Instant heldUntil,
        String url,
        String payload,
        Optional<String> traceparent) {

    DueDelivery.Key key() {
        return new DueDelivery.Key(endpoint, event);
    }
}
