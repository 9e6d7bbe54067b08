package org.cliniccontent.audit;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.cliniccontent.database.Database;
import org.cliniccontent.database.DatabaseClock;
import org.cliniccontent.database.DatabaseFailure;
import org.cliniccontent.database.DatabaseJob;

/**
 * Seals what was recorded, in a chain: each seal has a hash over some events and over the hash of the seal before it. It
 * is made after the events are committed, so that no write waits for another. What is changed or deleted before it is
 * sealed does not show, nor does a chain that somebody rebuilt as a whole, unless its head was kept elsewhere.
 */
@ApplicationScoped
class AuditSeals {

    /** How many events a seal covers at most: it is made, and checked, by one statement. */
    static final int BATCH = 500;

    /** In one run, so that it ends; the next goes on. */
    private static final int MAX_BATCHES = 200;

    private final Database database;
    private final DatabaseClock clock;
    private final AtomicLong unsealed = new AtomicLong();
    private final AtomicLong number = new AtomicLong();

    /** The day on which the head was logged last, and whether sealing fails. For the one thread that seals. */
    private LocalDate logged;

    private boolean failing;

    AuditSeals(Database database, DatabaseClock clock, MeterRegistry meters) {
        this.database = database;
        this.clock = clock;
        Gauge.builder("clinic.audit.unsealed", unsealed, AtomicLong::get)
                .description("Events of the audit log that no seal covers yet")
                .register(meters);
        Gauge.builder("clinic.audit.seal", number, AtomicLong::get)
                .description("The number of the audit log's last seal")
                .register(meters);
    }

    @DatabaseJob
    @Scheduled(
            identity = "audit-seals",
            every = "{clinic.audit.seal-every}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void sealRegularly() {
        try {
            seal();
            unsealed.set(unsealed());
            head().ifPresent(this::announce);
            failing = false;
        } catch (RuntimeException e) {
            if (!failing) {
                Log.logf(DatabaseFailure.level(e), "The audit log cannot be sealed: %s", DatabaseFailure.describe(e));
            }
            failing = true;
        }
    }

    /** In the log once a day, which is kept elsewhere than the database. */
    private void announce(AuditHead head) {
        number.set(head.seal());
        var today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        if (!today.equals(logged)) {
            Log.infof("The audit log is sealed up to %s: %s", Long.toString(head.seal()), head.hash());
            logged = today;
        }
    }

    /** Seals what there is; nothing if another replica does just now, or if this one does not know what time it is. */
    void seal() {
        if (clock.disagreement().isPresent()) {
            return;
        }
        for (int i = 0; i < MAX_BATCHES && sealSome() > 0; i++) {
            // The next batch.
        }
    }

    private int sealSome() {
        return QuarkusTransaction.requiringNew().call(() -> {
            database.allowLongStatements();
            return database.queryOne(
                            "select seal_audit_events(?, ?)",
                            row -> row.getInt(1),
                            BATCH,
                            Timestamp.from(clock.instant()))
                    .orElseThrow();
        });
    }

    long unsealed() {
        return database.queryOne("select count(*) from audit_event_unsealed", row -> row.getLong(1))
                .orElseThrow();
    }

    Optional<AuditHead> head() {
        return database.queryOne(
                "select number, encode(hash, 'hex') as hash, sealed_at from audit_head() where number > 0",
                AuditHead::of);
    }

    Optional<AuditAnchor> anchor() {
        return database.queryOne(
                "select month, seal, encode(hash, 'hex') as hash, events, pruned_at, reason from audit_event_anchor "
                        + "order by month desc limit 1",
                AuditAnchor::of);
    }

    /** Seals from a number on, each checked. */
    List<AuditSealView> check(long first, int limit) {
        return QuarkusTransaction.requiringNew().call(() -> {
            // It hashes all that the seals cover.
            database.allowLongStatements();
            return database.query(
                    "select * from check_audit_seals(?, ?) order by number", AuditSealView::of, first, limit);
        });
    }
}
