package org.cliniccontent.webhook;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.cliniccontent.http.HttpDate;

/**
 * An HTTP request and its response, of which only the head is used. It closes the connection at its timeout, however
 * long the receiver would go on.
 */
final class HttpExchange {

    /**
     * The number of body bytes that are read, so that a receiver can complete its response without a broken connection.
     */
    private static final int MAX_BODY = 65_536;

    /** The maximum time to read the body, in milliseconds. */
    private static final long BODY_MILLIS = 2_000;

    private static final String RETRY_AFTER = "Retry-After";

    private final Vertx vertx;
    private final CompletableFuture<ResponseHead> answer = new CompletableFuture<>();
    private volatile ResponseHead head;
    private int received;

    /** Creates an exchange, and starts its timeout. */
    HttpExchange(Vertx vertx, Duration timeout) {
        this.vertx = vertx;
        long timer = vertx.setTimer(timeout.toMillis(), expired -> end(new TimeoutException()));
        answer.whenComplete((ended, failure) -> vertx.cancelTimer(timer));
    }

    /** The head of a response. */
    record ResponseHead(int status, Optional<String> retryAfter) {

        /** Returns the delay from now; empty if the field is malformed or the time has passed. */
        Optional<Duration> retryAfter(Instant now) {
            return retryAfter.flatMap(field -> field.matches("[0-9]{1,9}")
                    ? Optional.of(Duration.ofSeconds(Long.parseLong(field)))
                    : HttpDate.parse(field, now)
                            .map(until -> Duration.between(now, until))
                            .filter(wait -> !wait.isNegative()));
        }
    }

    CompletableFuture<ResponseHead> answer() {
        return answer;
    }

    boolean isOver() {
        return answer.isDone();
    }

    void fail(Throwable failure) {
        answer.completeExceptionally(failure);
    }

    void run(HttpClientRequest request, Buffer body) {
        answer.whenComplete((ended, failure) -> request.reset());
        if (answer.isDone()) {
            return;
        }
        // Without a handler it would be logged as an error of the service.
        request.connection().exceptionHandler(this::end);
        request.response().onSuccess(this::read).onFailure(this::end);
        request.send(body).onFailure(this::end);
    }

    private void read(HttpClientResponse response) {
        head = new ResponseHead(response.statusCode(), Optional.ofNullable(response.getHeader(RETRY_AFTER)));
        long timer = vertx.setTimer(BODY_MILLIS, expired -> answer.complete(head));
        answer.whenComplete((ended, failure) -> vertx.cancelTimer(timer));
        response.exceptionHandler(this::end)
                .endHandler(ended -> end(new IllegalStateException("an end without a head")))
                .handler(this::count);
    }

    private void count(Buffer chunk) {
        received += chunk.length();
        if (received > MAX_BODY) {
            answer.complete(head);
        }
    }

    /** Ends the exchange. A failure after the head was received does not matter. */
    private void end(Throwable failure) {
        if (head == null) {
            answer.completeExceptionally(failure);
        } else {
            answer.complete(head);
        }
    }
}
