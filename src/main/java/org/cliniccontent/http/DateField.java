package org.cliniccontent.http;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Says in every answer when it was made (RFC 9110, section 6.6.1): a cache reckons its age from it. */
@ApplicationScoped
class DateField {

    /** Before {@link Cors}, so that no answer is without it. */
    private static final int PRIORITY = RequestGuard.PRIORITY + 2;

    private final Clock clock;

    /** Written once a second, and not for each answer. */
    private volatile Second current = new Second(Instant.MIN, "");

    DateField(Clock clock) {
        this.clock = clock;
    }

    private record Second(Instant second, CharSequence date) {}

    void register(@Observes Filters filters) {
        filters.register(this::add, PRIORITY);
    }

    private void add(RoutingContext context) {
        context.response().putHeader(HttpHeaders.DATE, now());
        context.next();
    }

    CharSequence now() {
        var second = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        var last = current;
        if (last.second().equals(second)) {
            return last.date();
        }
        var date = HttpHeaders.createOptimized(HttpDate.format(second));
        current = new Second(second, date);
        return date;
    }
}
