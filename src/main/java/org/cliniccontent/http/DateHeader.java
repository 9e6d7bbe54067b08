package org.cliniccontent.http;

import io.vertx.core.http.HttpHeaders;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** When an answer is made (RFC 9110, section 6.6.1): a cache reckons its age from it. */
@Singleton
class DateHeader {

    private final Clock clock;

    /** Written once a second, and not for each answer. */
    private volatile Second current = new Second(Instant.MIN, "");

    DateHeader(Clock clock) {
        this.clock = clock;
    }

    private record Second(Instant second, CharSequence date) {}

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
