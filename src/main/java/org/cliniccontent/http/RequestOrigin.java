package org.cliniccontent.http;

import io.vertx.ext.web.RoutingContext;

/** How a request came, whatever proxies that are trusted lie between. */
public interface RequestOrigin {

    /** Whether the client asked by {@code https}. */
    boolean isSecure(RoutingContext context);
}
