package org.cliniccontent.webhook;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import org.cliniccontent.database.Database;
import org.cliniccontent.database.DatabaseJob;
import org.cliniccontent.database.FailureLog;

/** Deletes old events with their deliveries, unless a delivery is still pending. */
@ApplicationScoped
class Pruning {

    private static final int BATCH = 1_000;

    private final Database database;
    private final WebhooksConfig config;
    private final Clock clock;
    private final FailureLog failureLog;

    Pruning(Database database, WebhooksConfig config, Clock clock) {
        this.database = database;
        this.failureLog = new FailureLog("Deleting old webhook events", database.availability());
        this.config = config;
        this.clock = clock;
    }

    @DatabaseJob
    @Scheduled(
            identity = "webhook-pruning",
            every = "1h",
            delayed = "1m",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void prune() {
        failureLog.during(() -> {
            var before = clock.instant().minus(config.keep());
            int pruned;
            do {
                pruned = prune(before);
            } while (pruned == BATCH);
        });
    }

    private int prune(Instant before) {
        return QuarkusTransaction.requiringNew().call(() -> {
            // A thousand events with deliveries to many endpoints take longer to delete than a request may.
            database.allowLongStatements();
            return database.update("""
                delete from webhook_event where id in (
                    select v.id from webhook_event v
                    where v.created_at < ? and not exists (
                        select from webhook_delivery d
                        join webhook_endpoint e on e.id = d.endpoint and e.state = 'ENABLED'
                        where d.event = v.id and d.state = 'PENDING')
                    order by v.created_at limit ? for update skip locked)
                """, Timestamp.from(before), BATCH);
        });
    }
}
