package org.cliniccontent.limits;

import io.vertx.ext.web.RoutingContext;
import org.cliniccontent.http.RequestEnd;
import org.cliniccontent.limits.FairQueue.Turn;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.core.CurrentRequestManager;

/**
 * Holds a request's place in its lane. An endpoint continues after its client has disconnected, so the place is
 * returned when the endpoint is done; if no endpoint is reached, when the response ends.
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

    /** Detects that an endpoint will run, before it takes a thread. */
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
