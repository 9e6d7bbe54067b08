package org.cliniccontent.authentication;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.cliniccontent.audit.AuditEvent;
import org.cliniccontent.audit.AuditLog;
import org.cliniccontent.authentication.KeyExpiry.Reason;
import org.cliniccontent.database.Database;
import org.cliniccontent.database.DatabaseFailure;
import org.cliniccontent.database.DatabaseJob;

/**
 * Notices that API keys are about to end, or have ended, and tells of it: by {@link KeyExpiry}, in the audit log, and by
 * metrics. Of several replicas that look at the same time one finds it.
 */
@ApplicationScoped
class KeyExpiryCheck {

    /** How many are told of in one transaction. */
    private static final int BATCH = 500;

    /** A stage is the shortest notice whose time has come, in seconds; 0: the key has ended. */
    private static final String DUE = """
            select k.id, k.name, k.owner, k.expires_at, k.revoked_at, s.stage,
                   (select min(r.id) from api_key r where r.rotated_from = k.id) as replaced_by
            from api_key k cross join lateral (
                select case when k.revoked_at is not null or k.expires_at <= ? then 0 else (
                    select min(n.seconds) from unnest(?::bigint[]) n(seconds)
                    where k.expires_at <= ?::timestamptz + n.seconds * interval '1 second') end as stage) s
            where k.end_announced is distinct from 0 and (k.revoked_at is not null or k.expires_at <= ?)
              and (k.end_announced is null or s.stage < k.end_announced)
            order by k.expires_at, k.id limit ? for update of k skip locked
            """;

    private final Database database;
    private final AuditLog audit;
    private final Event<KeyExpiry> events;
    private final Clock clock;
    private final List<Duration> notices;
    private final Duration longest;
    private volatile Counts counts = new Counts(0, Optional.empty());

    KeyExpiryCheck(
            Database database,
            AuditLog audit,
            Event<KeyExpiry> events,
            KeysConfig config,
            Clock clock,
            MeterRegistry meters) {
        this.database = database;
        this.audit = audit;
        this.events = events;
        this.clock = clock;
        this.notices = config.announceEnd();
        this.longest = notices.stream().max(Duration::compareTo).orElse(Duration.ZERO);
        Gauge.builder("clinic.keys.expiring", () -> counts.expiring())
                .description("API keys that end within the longest notice and were not replaced")
                .register(meters);
        Gauge.builder("clinic.keys.next.end", this::secondsToNextEnd)
                .description("Time until the next API key ends that was not replaced")
                .baseUnit("seconds")
                .register(meters);
    }

    /** Whether the last attempt failed, which is logged once. */
    private volatile boolean failing;

    private record Due(KeyExpiry ending, long stage) {

        static Due of(ResultSet row) throws SQLException {
            long stage = row.getLong("stage");
            var revoked = row.getTimestamp("revoked_at");
            var reason = stage > 0 ? Reason.EXPIRING : revoked == null ? Reason.EXPIRED : Reason.REVOKED;
            var ending = new KeyExpiry(
                    row.getString("id"),
                    row.getString("name"),
                    row.getString("owner"),
                    reason,
                    (revoked == null ? row.getTimestamp("expires_at") : revoked).toInstant(),
                    Optional.ofNullable(row.getString("replaced_by")));
            return new Due(ending, stage);
        }
    }

    private record Counts(long expiring, Optional<Instant> nextEnd) {

        static Counts of(ResultSet row) throws SQLException {
            return new Counts(
                    row.getLong(1), Optional.ofNullable(row.getTimestamp(2)).map(Timestamp::toInstant));
        }
    }

    @DatabaseJob
    @Scheduled(
            identity = "key-ends",
            every = "{clinic.keys.check-every}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void look() {
        try {
            int told;
            do {
                told = QuarkusTransaction.requiringNew().call(this::announceSome);
            } while (told == BATCH);
            counts = count();
            failing = false;
        } catch (RuntimeException e) {
            if (DatabaseFailure.of(e).isEmpty()) {
                throw e;
            }
            if (!failing) {
                Log.logf(
                        DatabaseFailure.level(e),
                        "Ends of API keys cannot be announced, which is tried again: %s",
                        DatabaseFailure.describe(e));
            }
            failing = true;
        }
    }

    private int announceSome() {
        var now = Timestamp.from(clock.instant());
        var due = database.query(
                DUE,
                Due::of,
                now,
                notices.stream()
                        .map(notice -> Long.toString(notice.toSeconds()))
                        .toList(),
                now,
                Timestamp.from(clock.instant().plus(longest)),
                BATCH);
        due.forEach(this::announce);
        return due.size();
    }

    private void announce(Due due) {
        var ending = due.ending();
        database.update("update api_key set end_announced = ? where id = ?", due.stage(), ending.key());
        if (ending.reason() != Reason.REVOKED) {
            // Who revoked it is in the log already, by the request.
            audit.record(AuditEvent.ofSystem("ANNOUNCE", "/v1/api-keys/" + ending.key(), detail(ending)));
        }
        Log.infof("API key %s: %s", ending.key(), detail(ending));
        events.fire(ending);
    }

    private static String detail(KeyExpiry ending) {
        var text =
                switch (ending.reason()) {
                    case EXPIRING -> "It expires at ";
                    case EXPIRED -> "It expired at ";
                    case REVOKED -> "It was revoked at ";
                };
        return text
                + ending.at()
                + ending.replacedBy().map(other -> ", replaced by " + other).orElse("");
    }

    private Counts count() {
        var now = clock.instant();
        return database.queryOne("""
                        select count(*) filter (where k.expires_at <= ?), min(k.expires_at) from api_key k
                        where k.revoked_at is null and k.expires_at > ?
                          and not exists (select from api_key r where r.rotated_from = k.id)
                        """, Counts::of, Timestamp.from(now.plus(longest)), Timestamp.from(now))
                .orElseThrow();
    }

    private double secondsToNextEnd() {
        return counts.nextEnd()
                .map(end -> Math.max(0, Duration.between(clock.instant(), end).toSeconds()) * 1.0)
                .orElse(Double.NaN);
    }
}
