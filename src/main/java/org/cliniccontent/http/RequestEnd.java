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

    /** Before anything that might take time is done for a request. */
    static void track(RoutingContext context) {
        var end = new RequestEnd();
        context.put(KEY, end);
        context.addEndHandler(ended -> end.over());
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
        return context.get(KEY);
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
