package org.cliniccontent.http;

import io.vertx.ext.web.RoutingContext;

/** The origin of a request, behind whatever trusted proxies. */
public interface RequestOrigin {

    /** Checks whether the client used {@code https}. */
    boolean isSecure(RoutingContext context);
}
