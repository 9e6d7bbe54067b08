package org.cliniccontent.http;

import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;

/**
 * Notifies listeners when a request is over: its response has ended, or its client has disconnected. The framework
 * notifies only listeners registered by then; one registered here later, on any thread, is still notified.
 */
public final class RequestEnd {

    private static final String KEY = RequestEnd.class.getName();

    private List<Runnable> actions;
    private boolean isOver;

    private RequestEnd() {}

    /**
     * Begins to track a request. Call it on the event loop before the request first waits for anything. Requests that
     * are answered at once, as from the cache, do not need it.
     */
    public static void track(RoutingContext context) {
        of(context);
    }

    public static boolean isOver(RoutingContext context) {
        return of(context).isOver();
    }

    /** Runs the action on the request's event loop when the request is over, or immediately if it already is. */
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
