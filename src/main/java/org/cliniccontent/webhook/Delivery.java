package org.cliniccontent.webhook;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * An event that is to be told to an endpoint now, by whoever holds it.
 *
 * @param tries how many there have been before
 * @param heldUntil when it will be taken for lost
 * @param traceparent where in a trace what is told was done
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
