package org.cliniccontent.webhook;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * One attempt to tell an endpoint of an event, and how it ended.
 *
 * @param at when it was begun
 * @param status that was answered, if anything was
 * @param error why there was no answer, for the endpoint's owner to read
 * @param retryAfter how long the receiver asked to be left alone
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

    /** Whether the receiver wants to hear nothing any more. */
    boolean isGone() {
        return status.filter(code -> code == GONE).isPresent();
    }

    /** Whether the receiver may say how long to wait. */
    boolean isThrottled() {
        return status.filter(code -> code == 429 || code == 503).isPresent();
    }
}
