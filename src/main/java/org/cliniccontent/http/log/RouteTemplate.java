package org.cliniccontent.http.log;

import io.vertx.core.Vertx;

/**
 * The template of a request's path ({@code /v1/conditions/{slug}}), under which metrics count it, traces name it and logs
 * show it. The framework that finds the endpoint leaves it where they look, and so must what answers without an endpoint.
 */
public final class RouteTemplate {

    static final String KEY = "UrlPathTemplate";

    private RouteTemplate() {}

    /** @return null before an endpoint is found */
    public static String current() {
        return Vertx.currentContext().getLocal(KEY);
    }

    public static void set(String template) {
        Vertx.currentContext().putLocal(KEY, template);
    }
}
