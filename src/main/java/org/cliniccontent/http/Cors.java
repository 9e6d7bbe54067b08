package org.cliniccontent.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;

/**
 * Adds the CORS headers. Reads are public and carry no credentials, so any page may make them. The framework's filter
 * would echo the origin, which a shared cache then hands to another; here every response is the same for all.
 */
final class Cors {

    private static final CharSequence ANY = HttpHeaders.createOptimized("*");
    private static final CharSequence EXPOSED = HttpHeaders.createOptimized(
            "ETag, Link, Content-Release, Retry-After, Allow, Location, RateLimit, RateLimit-Policy");
    private static final String ALLOWED_HEADERS =
            "Accept, If-None-Match, If-Modified-Since, Content-Release-Min, traceparent";
    private static final String DAY = "86400";

    private Cors() {}

    /**
     * Adds the CORS headers of a response.
     *
     * @return whether the request was a preflight, which has then been answered
     */
    static boolean answer(RoutingContext context) {
        var response = context.response();
        response.headers()
                .set(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, ANY)
                .set(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
        boolean preflight = context.request().method().equals(HttpMethod.OPTIONS)
                && context.request().headers().contains(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD);
        if (preflight) {
            response.setStatusCode(204)
                    .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD, OPTIONS")
                    .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, ALLOWED_HEADERS)
                    .putHeader(HttpHeaders.ACCESS_CONTROL_MAX_AGE, DAY)
                    .end();
        }
        return preflight;
    }
}
