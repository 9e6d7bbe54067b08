package org.cliniccontent.webhook;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.cliniccontent.database.Database;
import org.cliniccontent.release.Outage;
import org.cliniccontent.webhook.DeliveryQueue.Outcome;

/**
 * Tells monitoring how the sending goes: what became of the attempts of this replica, and what waits for any. A delivery
 * may wait for days because its receiver fails; what is due and is not sent shows that the service does.
 */
@ApplicationScoped
class DispatchMeters {

    private final Database database;
    private final Clock clock;
    private final Map<Outcome, Counter> outcomes = new EnumMap<>(Outcome.class);
    private final Outage outage = new Outage("Counting webhooks that wait");
    private volatile Waiting waiting = new Waiting(0, 0, 0, 0);

    DispatchMeters(Database database, Clock clock, MeterRegistry meters) {
        this.database = database;
        this.clock = clock;
        for (Outcome outcome : Outcome.values()) {
            outcomes.put(
                    outcome,
                    Counter.builder("clinic.webhooks.attempts")
                            .description("Attempts of webhooks by what became of them")
                            .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                            .register(meters));
        }
        Gauge.builder("clinic.webhooks.pending", () -> waiting.pending())
                .description("Deliveries that are still to be made")
                .register(meters);
        Gauge.builder("clinic.webhooks.dead", () -> waiting.dead())
                .description("Deliveries that were given up, and can be replayed")
                .register(meters);
        Gauge.builder("clinic.webhooks.oldest.pending", () -> waiting.oldest())
                .description("The age of the oldest delivery that is still to be made")
                .baseUnit("seconds")
                .register(meters);
        Gauge.builder("clinic.webhooks.late", () -> waiting.late())
                .description("For how long the first delivery that is due has not been taken")
                .baseUnit("seconds")
                .register(meters);
    }

    /** What there is in the database; ages in seconds. */
    private record Waiting(long pending, long dead, double oldest, double late) {

        static Waiting of(ResultSet row) throws SQLException {
            return new Waiting(row.getLong(1), row.getLong(2), row.getDouble(3), row.getDouble(4));
        }
    }

    void count(Outcome outcome) {
        outcomes.get(outcome).increment();
    }

    @Scheduled(
            identity = "webhook-meters",
            every = "{clinic.webhooks.measure-every}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void refresh() {
        var now = Timestamp.from(clock.instant());
        try {
            waiting = database.queryOne("""
                            select count(*), (select count(*) from webhook_delivery where state = 'DEAD'),
                                   coalesce(extract(epoch from ? - min(created_at)), 0),
                                   greatest(0, coalesce(extract(epoch from ? - min(next_at)), 0))
                            from webhook_delivery where state = 'PENDING'
                            """, Waiting::of, now, now).orElseThrow();
            outage.worked();
        } catch (Database.DatabaseException e) {
            outage.failed(e);
        }
    }
}
