package org.cliniccontent.http;

import io.vertx.ext.web.RoutingContext;

/**
 * Holds back what comes of a request's body, and lets it come. A request over HTTP/2 whose client has reset it has ended:
 * to hold it or let it come is then an error of the framework's, and here it is nothing.
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
