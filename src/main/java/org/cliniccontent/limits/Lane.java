package org.cliniccontent.limits;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.core.HttpHeaders;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.cliniccontent.http.RequestEnd;
import org.cliniccontent.http.RequestFlow;
import org.cliniccontent.http.problem.ProblemException;
import org.cliniccontent.http.problem.ProblemType;
import org.cliniccontent.limits.FairQueue.Turn;

/**
 * A kind of work that takes threads and connections, with the requests that wait to do it. They wait without a thread,
 * and no longer than the lane's limit.
 */
final class Lane {

    private static final String RETRY_AFTER_SECONDS = "1";

    private final String name;
    private final FairQueue queue;
    private final Duration maxWait;
    private final Counter refusedOfOne;
    private final Counter refusedOfAll;

    Lane(String name, ConcurrencyConfig.Lane config, int maxWaiting, MeterRegistry meters) {
        this.name = name;
        this.queue = new FairQueue(config.running(), config.perCaller(), maxWaiting);
        this.maxWait = config.maxWait();
        this.refusedOfOne = refused(name, "caller", meters);
        this.refusedOfAll = refused(name, "all", meters);
        Gauge.builder("clinic.concurrency.running", queue, FairQueue::running)
                .description("Requests in progress on a thread")
                .tag("lane", name)
                .register(meters);
        Gauge.builder("clinic.concurrency.waiting", queue, FairQueue::waiting)
                .description("Requests waiting for their turn")
                .tag("lane", name)
                .register(meters);
    }

    static Counter refused(String lane, String share, MeterRegistry meters) {
        return Counter.builder("clinic.concurrency.refused")
                .description("Requests that were refused because too many were in progress")
                .tag("lane", lane)
                .tag("share", share)
                .register(meters);
    }

    /**
     * Admits a request when its turn comes, on its own context. It is paused while it waits. If its client has
     * disconnected, nothing happens.
     *
     * @param admitted receives the place, which it must return
     * @param refused receives the problem to respond with instead
     */
    void enter(RoutingContext context, Party party, Consumer<Turn> admitted, Consumer<ProblemException> refused) {
        if (RequestEnd.isOver(context)) {
            return;
        }
        var waitingRequest = new WaitingRequest(context, admitted, refused);
        var turn = queue.request(party, waitingRequest::begin);
        waitingRequest.requester = null;
        if (turn.isEmpty()) {
            refusedOfAll.increment();
            refused.accept(overloaded());
        } else {
            waitingRequest.await(turn.get());
        }
    }

    /**
     * Runs work on a worker that is only a part of answering a request, such as authentication. The future fails if the
     * request is refused.
     */
    <T> Future<T> call(RoutingContext context, Party party, Callable<T> work) {
        Promise<T> result = Promise.promise();
        enter(
                context,
                party,
                turn -> context.vertx()
                        .executeBlocking(work, false)
                        .onComplete(done -> turn.end())
                        .onComplete(result),
                result::fail);
        return result.future();
    }

    private static ProblemException overloaded() {
        return new ProblemException(ProblemType.UNAVAILABLE, "Too many requests are waiting to be answered in time")
                .withHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
    }

    /** Returns the problem for a caller with too many concurrent requests. */
    static ProblemException tooMany(String detail) {
        return new ProblemException(ProblemType.TOO_MANY_REQUESTS, detail)
                .withHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
    }

    /** A request waiting for the lane. Everything except {@link #begin} runs on the request's context. */
    private final class WaitingRequest {

        private final RoutingContext routing;
        private final Context own;
        private final Consumer<Turn> admitted;
        private final Consumer<ProblemException> refused;
        private boolean isThrough;
        private long timer = -1;

        /**
         * The thread that is requesting the turn, while it does: if the turn begins on that thread, it is on the
         * request's context already.
         */
        private Thread requester = Thread.currentThread();

        WaitingRequest(RoutingContext routing, Consumer<Turn> admitted, Consumer<ProblemException> refused) {
            this.routing = routing;
            this.own = routing.vertx().getOrCreateContext();
            this.admitted = admitted;
            this.refused = refused;
        }

        void begin(Turn turn) {
            if (Thread.currentThread() == requester) {
                pass(turn);
            } else {
                own.runOnContext(ignored -> pass(turn));
            }
        }

        private void pass(Turn turn) {
            isThrough = true;
            if (timer >= 0) {
                routing.vertx().cancelTimer(timer);
            }
            if (RequestEnd.isOver(routing)) {
                turn.end();
            } else {
                admitted.accept(turn);
            }
        }

        void await(Turn turn) {
            if (!isThrough) {
                RequestFlow.pause(routing);
                RequestEnd.then(routing, turn::giveUp);
                timer = routing.vertx().setTimer(maxWait.toMillis(), fired -> timedOut(turn));
            }
        }

        private void timedOut(Turn turn) {
            boolean ofOne = turn.isShareUsedUp();
            if (!turn.giveUp()) {
                return;
            }
            RequestFlow.resume(routing);
            (ofOne ? refusedOfOne : refusedOfAll).increment();
            refused.accept(
                    ofOne
                            ? tooMany(String.format(
                                    Locale.ROOT, "As many %ss of this caller are under way as may be at once", name))
                            : overloaded());
        }
    }
}
