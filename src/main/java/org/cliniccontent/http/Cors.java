package org.cliniccontent.http;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Reads are public and carry no credentials, so any page may make them. The framework's filter would echo the origin,
 * which a shared cache then hands to another; here every answer is the same for all.
 */
@ApplicationScoped
class Cors {

    /** Before {@link RequestGuard}, so that its problems can be read as well. */
    static final int PRIORITY = RequestGuard.PRIORITY + 1;

    private static final String EXPOSED =
            "ETag, Link, Content-Release, Retry-After, Allow, Location, RateLimit, RateLimit-Policy";
    private static final String ALLOWED_HEADERS = "Accept, If-None-Match, Content-Release-Min, traceparent";
    private static final String DAY = "86400";

    void register(@Observes Filters filters) {
        filters.register(Cors::allow, PRIORITY);
    }

    private static void allow(RoutingContext context) {
        var response = context.response();
        response.putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, "*");
        response.putHeader(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
        boolean preflight = context.request().method().equals(HttpMethod.OPTIONS)
                && context.request().headers().contains(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD);
        if (preflight) {
            response.setStatusCode(204)
                    .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD, OPTIONS")
                    .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, ALLOWED_HEADERS)
                    .putHeader(HttpHeaders.ACCESS_CONTROL_MAX_AGE, DAY)
                    .end();
        } else {
            context.next();
        }
    }
}
