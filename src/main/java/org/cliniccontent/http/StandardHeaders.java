package org.cliniccontent.http;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.util.concurrent.TimeUnit;

/**
 * What every response says, whoever answers: its {@code Date}, which a server with a clock must give (RFC 9110, section
 * 6.6.1), and that browsers may neither guess its type nor show it within another page.
 */
@ApplicationScoped
class StandardHeaders {

    /** Before everything else that may answer. */
    private static final int PRIORITY = Cors.PRIORITY + 1;

    private static final CharSequence CONTENT_TYPE_OPTIONS = HttpHeaders.createOptimized("X-Content-Type-Options");
    private static final CharSequence NO_GUESSING = HttpHeaders.createOptimized("nosniff");
    private static final CharSequence SECURITY_POLICY = HttpHeaders.createOptimized("Content-Security-Policy");
    private static final CharSequence NO_FRAMES = HttpHeaders.createOptimized("frame-ancestors 'none'");

    private final Clock clock;
    private volatile CharSequence date;

    StandardHeaders(Vertx vertx, Clock clock) {
        this.clock = clock;
        tick();
        vertx.setPeriodic(TimeUnit.SECONDS.toMillis(1), id -> tick());
    }

    /** Once a second: to write a date takes longer than all else here. */
    private void tick() {
        date = HttpHeaders.createOptimized(HttpDate.format(clock.instant()));
    }

    void register(@Observes Filters filters) {
        filters.register(this::add, PRIORITY);
    }

    private void add(RoutingContext context) {
        context.response()
                .headers()
                .set(HttpHeaders.DATE, date)
                .set(CONTENT_TYPE_OPTIONS, NO_GUESSING)
                .set(SECURITY_POLICY, NO_FRAMES);
        context.next();
    }
}
