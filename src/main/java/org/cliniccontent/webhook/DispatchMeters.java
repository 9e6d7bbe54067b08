package org.cliniccontent.webhook;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.cliniccontent.database.Database;
import org.cliniccontent.database.DatabaseJob;
import org.cliniccontent.database.FailureLog;
import org.cliniccontent.database.Measured;
import org.cliniccontent.webhook.DeliveryQueue.Outcome;

/**
 * Metrics of the deliveries: the results of this replica's attempts, and the pending deliveries of all. A delivery may
 * wait for days because its receiver fails; one that is due and not sent means that the service fails.
 */
@ApplicationScoped
class DispatchMeters {

    private static final List<Integer> PRIORITIES =
            Arrays.stream(Priority.values()).map(Priority::ordinal).toList();

    private final Database database;
    private final Clock clock;
    private final Map<Outcome, Counter> outcomes = new EnumMap<>(Outcome.class);
    private final FailureLog failureLog;
    private final Map<Lane, AtomicInteger> underWay = new EnumMap<>(Lane.class);
    private final Measured<Waiting> waiting = new Measured<>();

    DispatchMeters(Database database, Clock clock, MeterRegistry meters) {
        this.database = database;
        this.failureLog = new FailureLog("Counting pending webhook deliveries", database.availability());
        this.clock = clock;
        for (Outcome outcome : Outcome.values()) {
            outcomes.put(
                    outcome,
                    Counter.builder("clinic.webhooks.attempts")
                            .description("Delivery attempts by their outcome")
                            .tag("outcome", name(outcome))
                            .register(meters));
        }
        Gauge.builder("clinic.webhooks.pending", () -> waiting.figure(Waiting::pending))
                .description("Pending deliveries")
                .register(meters);
        Gauge.builder("clinic.webhooks.dead", () -> waiting.figure(Waiting::dead))
                .description("Deliveries that were given up and can be replayed")
                .register(meters);
        Gauge.builder("clinic.webhooks.oldest.pending", () -> waiting.figure(Waiting::oldest))
                .description("The age of the oldest pending delivery")
                .baseUnit("seconds")
                .register(meters);
        Gauge.builder("clinic.webhooks.late", () -> waiting.figure(Waiting::late))
                .description("The time since the first due delivery became due, at endpoints that work")
                .baseUnit("seconds")
                .register(meters);
        for (Priority priority : Priority.values()) {
            Gauge.builder("clinic.webhooks.due", () -> waiting.figure(found -> found.due(priority)))
                    .description("The time since the first due delivery of a priority became due, at all endpoints")
                    .tag("priority", name(priority))
                    .baseUnit("seconds")
                    .register(meters);
        }
        for (Lane lane : Lane.values()) {
            underWay.put(lane, new AtomicInteger());
            Gauge.builder("clinic.webhooks.under.way", underWay.get(lane), AtomicInteger::get)
                    .description("Attempts in progress; slow: at endpoints whose last attempt failed")
                    .tag("lane", name(lane))
                    .register(meters);
        }
    }

    private static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /**
     * The figures in the database; ages in seconds.
     *
     * @param dues by the ordinals of priorities
     */
    private record Waiting(long pending, long dead, double oldest, double late, List<BigDecimal> dues) {

        static Waiting of(ResultSet row) throws SQLException {
            return new Waiting(
                    row.getLong(1), row.getLong(2), row.getDouble(3), row.getDouble(4), List.of((BigDecimal[])
                            row.getArray(5).getArray()));
        }

        double due(Priority priority) {
            return dues.get(priority.ordinal()).doubleValue();
        }
    }

    void began(Lane lane) {
        underWay.get(lane).incrementAndGet();
    }

    void ended(Lane lane) {
        underWay.get(lane).decrementAndGet();
    }

    void count(Outcome outcome) {
        outcomes.get(outcome).increment();
    }

    @DatabaseJob
    @Scheduled(
            identity = "webhook-meters",
            every = "{clinic.webhooks.measure-every}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void refresh() {
        failureLog.during(() -> waiting.read(this::count));
    }

    private Waiting count() {
        var now = Timestamp.from(clock.instant());
        return database.queryOne("""
                        with waiting as (
                            select d.priority, e.failing_since is not null as slow, count(*) as deliveries,
                                   min(d.created_at) as created_at,
                                   greatest(0, extract(epoch from ? - min(d.next_at))) as late
                            from webhook_delivery d join webhook_endpoint e on e.id = d.endpoint
                            where d.state = 'PENDING' group by 1, 2
                        )
                        select coalesce(sum(deliveries), 0),
                               (select count(*) from webhook_delivery where state = 'DEAD'),
                               coalesce(extract(epoch from ? - min(created_at)), 0),
                               coalesce(max(late) filter (where not slow and priority < 4), 0),
                               array(select coalesce((select max(late) from waiting w where w.priority = p), 0)
                                     from unnest(?::smallint[]) p order by p)
                        from waiting
                        """, Waiting::of, now, now, PRIORITIES).orElseThrow();
    }
}
