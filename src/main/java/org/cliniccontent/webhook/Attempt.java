package org.cliniccontent.webhook;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * One attempt to deliver an event to an endpoint, and its result.
 *
 * @param at when it began
 * @param status the response's status, if there was one
 * @param error why there was no response, for the endpoint's owner
 * @param retryAfter the delay that the receiver asked for
 */
record Attempt(
        Instant at,
        Duration duration,
        Optional<Integer> status,
        Optional<String> error,
        Optional<Duration> retryAfter) {

    private static final int GONE = 410;

    boolean succeeded() {
        return status.filter(code -> code >= 200 && code < 300).isPresent();
    }

    /** Checks whether the receiver refuses all further deliveries. */
    boolean isGone() {
        return status.filter(code -> code == GONE).isPresent();
    }

    /** Checks whether the receiver is overloaded, and so may set the delay. */
    boolean isThrottled() {
        return status.filter(code -> code == 429 || code == 503).isPresent();
    }
}
