package org.cliniccontent.http;

import io.vertx.ext.web.RoutingContext;

/**
 * Pauses and resumes the reading of a request's body. A request over HTTP/2 whose client has reset it has ended: the
 * framework then fails on both, which this class ignores.
 */
public final class RequestFlow {

    private RequestFlow() {}

    public static void pause(RoutingContext context) {
        if (!context.request().isEnded()) {
            context.request().pause();
        }
    }

    public static void resume(RoutingContext context) {
        if (!context.request().isEnded()) {
            context.request().resume();
        }
    }
}
