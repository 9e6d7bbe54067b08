package org.cliniccontent.access;

import io.vertx.ext.web.RoutingContext;
import org.cliniccontent.access.FairQueue.Turn;
import org.cliniccontent.http.RequestEnd;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.core.CurrentRequestManager;

/**
 * Holds the place of a request in its lane. An endpoint goes on after its client has left, so the place is free when the
 * endpoint is done; where no endpoint is reached, when the response ends.
 */
final class Admission {

    private static final String KEY = Admission.class.getName();

    private final Turn turn;
    private volatile boolean hasEndpoint;

    private Admission(Turn turn) {
        this.turn = turn;
    }

    static void begin(RoutingContext context, Turn turn) {
        var admission = new Admission(turn);
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
            Admission admission = context.get(KEY);
            if (admission != null) {
                admission.hasEndpoint = true;
                CurrentRequestManager.get().registerCompletionCallback(done -> admission.turn.end());
            }
        }
    }
}
