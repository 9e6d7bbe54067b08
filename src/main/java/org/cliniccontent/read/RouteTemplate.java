package org.cliniccontent.read;

import io.vertx.core.Vertx;

/**
 * The template of a request's path ({@code /v1/conditions/{slug}}), under which the metrics count it: the endpoint's
 * framework leaves it where they look, and so must what answers without an endpoint.
 */
final class RouteTemplate {

    private static final String KEY = "UrlPathTemplate";

    private RouteTemplate() {}

    static String current() {
        return Vertx.currentContext().getLocal(KEY);
    }

    static void set(String template) {
        Vertx.currentContext().putLocal(KEY, template);
    }
}
