package org.cliniccontent.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import io.quarkus.scheduler.Scheduled;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.cliniccontent.database.Availability;
import org.cliniccontent.database.DatabaseFailure;
import org.cliniccontent.database.DatabaseFailure.Kind;
import org.cliniccontent.database.DatabaseJob;
import org.cliniccontent.database.FailurePeriod;
import org.cliniccontent.http.problem.ProblemException;

/**
 * Turns database failures into 503 responses. Each failure is counted; the log has one line when failures of a kind
 * begin, and one when they end.
 */
@ApplicationScoped
public class DatabaseFailures {

    private static final Set<HttpMethod> READS = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);
    private static final Duration CALM = Duration.ofSeconds(10);

    private final Availability availability;
    private final Map<Kind, Counter> counters = new EnumMap<>(Kind.class);
    private final Map<Kind, FailurePeriod> periods = new EnumMap<>(Kind.class);

    DatabaseFailures(Availability availability, MeterRegistry meters) {
        this.availability = availability;
        for (Kind kind : Kind.values()) {
            periods.put(kind, new FailurePeriod());
            counters.put(
                    kind,
                    Counter.builder("clinic.database.failures")
                            .description("Requests that failed because of the database, by cause")
                            .tag("kind", kind.name().toLowerCase(Locale.ROOT))
                            .register(meters));
        }
    }

    /**
     * Counts and logs a failure.
     *
     * @return the problem to answer the request with
     */
    ProblemException answer(DatabaseFailure failure, RoutingContext context) {
        var kind = failure.kind();
        counters.get(kind).increment();
        Log.debugf("%s: %s", context.request().path(), failure);
        if (failure.isAway()) {
            availability.failed(failure.state());
        } else if (periods.get(kind).failed()) {
            Log.warnf("Requests fail, such as of %s: %s", context.request().path(), failure);
        }
        if (kind == Kind.READ_ONLY) {
            availability.replaceSessions();
        }
        return problem(kind, READS.contains(context.request().method()));
    }

    /** Returns the problem that describes a failure to the client. */
    static ProblemException problem(Kind kind, boolean isRead) {
        return ProblemException.unavailable(
                isRead || kind.isCertain()
                        ? kind.detail()
                        : kind.detail() + ". Whether the request took effect is not known: repeat it, "
                                + "a POST with the same Idempotency-Key");
    }

    @DatabaseJob
    @Scheduled(every = "5s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void checkRecovery() {
        periods.forEach((kind, period) -> period.ended(CALM)
                .ifPresent(
                        lasted -> Log.infof("No requests fail any more because the database is %s: %s", kind, lasted)));
    }
}
