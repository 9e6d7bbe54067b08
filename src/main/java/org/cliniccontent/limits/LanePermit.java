package org.cliniccontent.limits;

import io.vertx.ext.web.RoutingContext;
import org.cliniccontent.http.RequestEnd;
import org.cliniccontent.limits.FairQueue.Turn;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.core.CurrentRequestManager;

/**
 * Holds the place of a request in its lane. An endpoint goes on after its client has left, so the place is free when the
 * endpoint is done; where no endpoint is reached, when the response ends.
 */
final class LanePermit {

    private static final String KEY = LanePermit.class.getName();

    private final Turn turn;
    private volatile boolean hasEndpoint;

    private LanePermit(Turn turn) {
        this.turn = turn;
    }

    static void begin(RoutingContext context, Turn turn) {
        var admission = new LanePermit(turn);
        context.put(KEY, admission);
        RequestEnd.then(context, () -> {
            if (!admission.hasEndpoint) {
                turn.end();
            }
        });
    }

    /** Learns that there is an endpoint before any thread is taken for it. */
    static class Endpoints {

        @ServerRequestFilter(preMatching = true)
        void begin(RoutingContext context) {
            LanePermit admission = context.get(KEY);
            if (admission != null) {
                admission.hasEndpoint = true;
                CurrentRequestManager.get().registerCompletionCallback(done -> admission.turn.end());
            }
        }
    }
}
