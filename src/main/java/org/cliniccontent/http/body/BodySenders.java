package org.cliniccontent.http.body;

import io.vertx.ext.web.RoutingContext;

/** Says who sends a body, so that nobody takes the memory of all. */
public interface BodySenders {

    /** One object for each caller, wherever its requests come from. */
    Object senderOf(RoutingContext context);
}
