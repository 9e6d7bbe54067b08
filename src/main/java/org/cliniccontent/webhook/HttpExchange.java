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
 * A request and what is answered to it, of which only the head matters. It ends in time and gives the connection up,
 * however long the receiver would go on.
 */
final class HttpExchange {

    /** What of an answer's body is read, so that a receiver can write it to the end and see no broken connection. */
    private static final int MAX_BODY = 65_536;

    /** How long it may take to write that. */
    private static final long BODY_MILLIS = 2_000;

    private static final String RETRY_AFTER = "Retry-After";

    private final Vertx vertx;
    private final CompletableFuture<Answer> answer = new CompletableFuture<>();
    private volatile Answer head;
    private int received;

    /** Its time begins to run. */
    HttpExchange(Vertx vertx, Duration timeout) {
        this.vertx = vertx;
        long timer = vertx.setTimer(timeout.toMillis(), expired -> end(new TimeoutException()));
        answer.whenComplete((ended, failure) -> vertx.cancelTimer(timer));
    }

    /** The head of an answer. */
    record Answer(int status, Optional<String> retryAfter) {

        /** How long from now, if it can be understood and is not over. */
        Optional<Duration> retryAfter(Instant now) {
            return retryAfter.flatMap(field -> field.matches("[0-9]{1,9}")
                    ? Optional.of(Duration.ofSeconds(Long.parseLong(field)))
                    : HttpDate.parse(field, now)
                            .map(until -> Duration.between(now, until))
                            .filter(wait -> !wait.isNegative()));
        }
    }

    CompletableFuture<Answer> answer() {
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
        // Else it would be logged as a fault of ours.
        request.connection().exceptionHandler(this::end);
        request.response().onSuccess(this::read).onFailure(this::end);
        request.send(body).onFailure(this::end);
    }

    private void read(HttpClientResponse response) {
        head = new Answer(response.statusCode(), Optional.ofNullable(response.getHeader(RETRY_AFTER)));
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

    /** Once there is a head, whatever went wrong afterwards does not matter. */
    private void end(Throwable failure) {
        if (head == null) {
            answer.completeExceptionally(failure);
        } else {
            answer.complete(head);
        }
    }
}
