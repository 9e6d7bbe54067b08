package org.cliniccontent.cache;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import org.cliniccontent.http.RequestEnd;
import org.cliniccontent.http.RequestFlow;

/**
 * Of several requests for the same that is not there yet, one leads: it makes the answer, and the others wait for it,
 * without a thread, instead of making it as well.
 */
class RequestCoalescer {

    /** After that a request goes on by itself: less than what it then may take, so that it ends within 5 s. */
    private static final long LONGEST_WAIT_MILLIS = 1_000;

    private static final String LED = RequestCoalescer.class.getName();

    private final ConcurrentMap<String, Promise<Void>> led = new ConcurrentHashMap<>();

    /** Empty if this request leads. Else it completes when the one that does has left its answer, or has not. */
    Optional<Future<Void>> leaderOf(RoutingContext context) {
        var target = context.request().uri();
        var own = Promise.<Void>promise();
        var leader = led.putIfAbsent(target, own);
        if (leader == null) {
            context.put(LED, own);
            own.future().onComplete(done -> led.remove(target, own));
            context.addEndHandler(ended -> own.tryComplete());
            return Optional.empty();
        }
        return Optional.of(leader.future());
    }

    /** What this request leads to is in the cache now. */
    static void done(RoutingContext context) {
        Promise<Void> own = context.get(LED);
        if (own != null) {
            own.tryComplete();
        }
    }

    /** Runs once the leader is done, where the request belongs. */
    static void await(Future<Void> leader, RoutingContext context, Runnable then) {
        RequestEnd.track(context);
        RequestFlow.pause(context);
        Context own = context.vertx().getOrCreateContext();
        var patience = context.vertx().timer(LONGEST_WAIT_MILLIS, TimeUnit.MILLISECONDS);
        Future.any(leader, patience)
                .onComplete(done -> own.runOnContext(ignored -> {
                    patience.cancel();
                    RequestFlow.resume(context);
                    then.run();
                }));
    }
}
