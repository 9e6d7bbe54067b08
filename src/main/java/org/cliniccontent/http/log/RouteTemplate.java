package org.cliniccontent.http.log;

import io.vertx.core.Vertx;

/**
 * The template of a request's path ({@code /v1/conditions/{slug}}), by which metrics, traces and logs refer to it. The
 * framework's routing stores it in the request's context, and so must code that answers without an endpoint.
 */
public final class RouteTemplate {

    static final String KEY = "UrlPathTemplate";

    private RouteTemplate() {}

    /**
     * Returns the current request's template.
     *
     * @return null before an endpoint is found
     */
    public static String current() {
        return Vertx.currentContext().getLocal(KEY);
    }

    public static void set(String template) {
        Vertx.currentContext().putLocal(KEY, template);
    }
}
