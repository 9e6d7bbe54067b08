package org.cliniccontent.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;

/**
 * What every answer says, whoever makes it: when it was made, and that browsers may neither guess its type nor show it
 * within another page.
 */
@Singleton
class StandardHeaders {

    private static final CharSequence CONTENT_TYPE_OPTIONS = HttpHeaders.createOptimized("X-Content-Type-Options");
    private static final CharSequence NO_GUESSING = HttpHeaders.createOptimized("nosniff");
    private static final CharSequence SECURITY_POLICY = HttpHeaders.createOptimized("Content-Security-Policy");
    private static final CharSequence NO_FRAMES = HttpHeaders.createOptimized("frame-ancestors 'none'");

    private final DateField date;

    StandardHeaders(DateField date) {
        this.date = date;
    }

    void addTo(RoutingContext context) {
        context.response()
                .headers()
                .set(HttpHeaders.DATE, date.now())
                .set(CONTENT_TYPE_OPTIONS, NO_GUESSING)
                .set(SECURITY_POLICY, NO_FRAMES);
    }
}
