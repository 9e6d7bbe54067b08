package org.cliniccontent.http;

import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;

/**
 * Tells when a request is over: its response has ended, or its client has left. The framework tells that once, to those
 * that listen by then; who asks here later, on whatever thread, still learns it.
 */
public final class RequestEnd {

    private static final String KEY = RequestEnd.class.getName();

    private List<Runnable> actions;
    private boolean isOver;

    private RequestEnd() {}

    /**
     * To be called on the event loop before a request first waits for anything. What is answered at once, as by the
     * cache, needs none of this.
     */
    public static void track(RoutingContext context) {
        of(context);
    }

    public static boolean isOver(RoutingContext context) {
        return of(context).isOver();
    }

    /** Runs on the request's event loop when it is over, or here if it is already. */
    public static void then(RoutingContext context, Runnable action) {
        if (!of(context).add(action)) {
            action.run();
        }
    }

    private static RequestEnd of(RoutingContext context) {
        RequestEnd known = context.get(KEY);
        if (known != null) {
            return known;
        }
        var end = new RequestEnd();
        end.isOver = context.response().closed();
        context.put(KEY, end);
        context.addEndHandler(ended -> end.over());
        return end;
    }

    private synchronized boolean isOver() {
        return isOver;
    }

    private synchronized boolean add(Runnable action) {
        if (!isOver) {
            actions = actions == null ? new ArrayList<>(2) : actions;
            actions.add(action);
        }
        return !isOver;
    }

    private void over() {
        List<Runnable> due;
        synchronized (this) {
            isOver = true;
            due = actions == null ? List.of() : actions;
            actions = null;
        }
        due.forEach(Runnable::run);
    }
}
