package org.cliniccontent.cache;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.vertx.core.Context;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
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

    /** The pending response to each target. Completed ones are removed, see {@link AsyncCache}. */
    private final AsyncCache<String, Void> led =
            Caffeine.newBuilder().executor(Runnable::run).buildAsync();

    /** Empty if this request leads. Else it completes when the one that does has left its answer, or has not. */
    Optional<CompletableFuture<Void>> leaderOf(RoutingContext context) {
        var own = new CompletableFuture<Void>();
        var leader = led.asMap().putIfAbsent(context.request().uri(), own);
        if (leader == null) {
            context.put(LED, own);
            context.addEndHandler(ended -> own.complete(null));
        }
        return Optional.ofNullable(leader);
    }

    /** What this request leads to is in the cache now. */
    static void done(RoutingContext context) {
        CompletableFuture<Void> own = context.get(LED);
        if (own != null) {
            own.complete(null);
        }
    }

    /** Runs once the leader is done, where the request belongs. */
    static void await(CompletableFuture<Void> leader, RoutingContext context, Runnable then) {
        RequestEnd.track(context);
        RequestFlow.pause(context);
        Context own = context.vertx().getOrCreateContext();
        leader.copy()
                .completeOnTimeout(null, LONGEST_WAIT_MILLIS, TimeUnit.MILLISECONDS)
                .thenRun(() -> own.runOnContext(ignored -> {
                    RequestFlow.resume(context);
                    then.run();
                }));
    }
}
