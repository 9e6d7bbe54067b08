package org.cliniccontent.audit;

import io.quarkus.logging.Log;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.cliniccontent.database.Database;
import org.cliniccontent.database.DatabaseFailure;
import org.cliniccontent.database.DatabaseJob;

/** The audit log's partitions by month: made ahead, and dropped when all in them is older than the retention. */
@ApplicationScoped
class AuditPartitions {

    private static final int MONTHS_AHEAD = 2;

    /** What waits for a lock on the log makes writes wait: then it is tried again the next time. */
    private static final String SHORT_WAIT = "set local lock_timeout = '3s'";

    private final Database database;
    private final AuditLog audit;
    private final AuditSeals seals;
    private final Clock clock;
    private final Optional<Duration> retention;

    AuditPartitions(Database database, AuditLog audit, AuditSeals seals, Clock clock, AuditConfig config) {
        this.database = database;
        this.audit = audit;
        this.seals = seals;
        this.clock = clock;
        this.retention = config.retention();
    }

    @DatabaseJob
    @Scheduled(
            identity = "audit-partitions",
            every = "{clinic.audit.maintain-every}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void maintain() {
        var now = clock.instant();
        try {
            makeAhead(now);
            retention.ifPresent(kept -> prune(month(now.minus(kept)), "retention " + kept));
        } catch (RuntimeException e) {
            Log.logf(
                    DatabaseFailure.level(e),
                    "The audit log's partitions cannot be kept up, which is tried again: %s",
                    DatabaseFailure.describe(e));
        }
    }

    /** Of this month, of those to come, and of those that the default partition had to take. */
    void makeAhead(Instant now) {
        var taken = database.query(
                "select distinct date_trunc('month', at at time zone 'UTC')::date from audit_event_default",
                row -> row.getObject(1, LocalDate.class));
        var ahead = IntStream.rangeClosed(0, MONTHS_AHEAD).mapToObj(month(now)::plusMonths);
        Stream.concat(taken.stream(), ahead)
                .distinct()
                .forEach(month -> inTransaction(() -> database.query(
                        "select make_audit_partition(?)", row -> row.getBoolean(1), Date.valueOf(month))));
    }

    /** Drops what was before a month. That it was is itself in the log. */
    boolean prune(LocalDate kept, String reason) {
        // What waits for its seal would not be pruned.
        seals.seal();
        return inTransaction(() -> {
                    boolean pruned = database.queryOne(
                                    "select prune_audit_events(?, ?, ?)",
                                    row -> row.getBoolean(1),
                                    Date.valueOf(kept),
                                    Timestamp.from(clock.instant()),
                                    reason)
                            .orElseThrow();
                    if (pruned) {
                        var anchor = seals.anchor().orElseThrow();
                        var detail = "Pruned before " + kept + " (" + reason + "): " + anchor.events()
                                + " events; seal " + anchor.seal() + " " + anchor.hash();
                        audit.record(AuditEvent.ofSystem("DELETE", "/v1/audit", detail));
                        Log.infof("The audit log was pruned: %s", detail);
                    }
                    return List.of(pruned);
                })
                .get(0);
    }

    private <T> List<T> inTransaction(Callable<List<T>> work) {
        return QuarkusTransaction.requiringNew().call(() -> {
            database.allowLongStatements();
            database.update(SHORT_WAIT);
            return work.call();
        });
    }

    private static LocalDate month(Instant moment) {
        return LocalDate.ofInstant(moment, ZoneOffset.UTC).withDayOfMonth(1);
    }
}
