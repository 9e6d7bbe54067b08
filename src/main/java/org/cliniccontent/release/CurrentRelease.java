package org.cliniccontent.release;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.cliniccontent.database.Database;

/**
 * The release that this replica serves, known without asking the database. It never goes back, unless the database's
 * history is another one than it was.
 */
@Singleton
public class CurrentRelease {

    /** After all that fills and migrates the database at the start, and before the first request. */
    private static final int AFTER_OTHERS = Interceptor.Priority.LIBRARY_AFTER;

    private final Database database;
    private final Event<ReleaseSeen> events;
    private final AtomicReference<At> at = new AtomicReference<>(At.NONE);

    CurrentRelease(Database database, Event<ReleaseSeen> events, MeterRegistry meters) {
        this.database = database;
        this.events = events;
        Gauge.builder("clinic.release", () -> at.get().number())
                .description("The release that this replica serves")
                .register(meters);
    }

    /**
     * A release, as far as every read needs it.
     *
     * @param sharesSecond whether it was published in the same second as a release before it, or earlier (a clock was
     *     wrong), so that no time of a second's precision tells the two apart
     * @param hash covers all its history
     */
    public record At(long number, Instant publishedAt, boolean sharesSecond, String hash) {

        /** Before the first. */
        static final At NONE = new At(0, Instant.EPOCH, true, "");

        static At of(ResultSet row) throws SQLException {
            var published = row.getTimestamp("published_at");
            if (published == null) {
                return NONE;
            }
            return new At(
                    row.getLong("number"),
                    published.toInstant(),
                    isReached(second(published), row.getTimestamp("previous_published_at")),
                    row.getString("hash"));
        }

        private static boolean isReached(Instant second, Timestamp previous) {
            return previous != null && !second(previous).isBefore(second);
        }

        private static Instant second(Timestamp time) {
            return time.toInstant().truncatedTo(ChronoUnit.SECONDS);
        }

        /** When it was published, to the second, if that tells it from every other release. */
        public Optional<Instant> lastModified() {
            return sharesSecond ? Optional.empty() : Optional.of(publishedAt.truncatedTo(ChronoUnit.SECONDS));
        }
    }

    void onStart(@Observes @Priority(AFTER_OTHERS) StartupEvent event) {
        refresh();
    }

    /** What this replica made itself it serves before the publisher is answered. */
    void onCommit(@Observes(during = TransactionPhase.AFTER_SUCCESS) At published) {
        advance(published);
    }

    /** 0 before the first release. */
    public long number() {
        return at.get().number();
    }

    public At at() {
        return at.get();
    }

    /**
     * Any release, without asking the database if it is the one that is served.
     *
     * @param number of one that there is
     */
    public At at(long number) {
        var served = at.get();
        return served.number() == number
                ? served
                : database.queryOne("""
                                select r.number, r.published_at, r.hash, before.published_at as previous_published_at
                                from release r left join lateral (
                                    select max(b.published_at) as published_at from release b where b.number < r.number)
                                    before on true
                                where r.number = ?
                                """, At::of, number).orElseThrow();
    }

    /** Whether there is such a release. The database is asked only about one that is not known yet. */
    public boolean reaches(long release) {
        if (release > number()) {
            refresh();
        }
        return release <= number();
    }

    /**
     * Asks the database. What a transaction of the caller's has not committed is not seen.
     *
     * @return whether it has another release than was known
     */
    public boolean refresh() {
        // Known before the question is put: so an answer without it can only come from another history.
        var before = at.get();
        var found = QuarkusTransaction.suspendingExisting().call(() -> find(before));
        return found.continues() ? advance(found.at()) : follow(before, found.at());
    }

    /**
     * What the database says.
     *
     * @param continues whether the release that was known is in its history
     */
    private record Found(At at, boolean continues) {}

    private Found find(At known) {
        return database.queryOne(
                        """
                        select r.number, r.published_at, r.hash, before.published_at as previous_published_at,
                               (select hash from release where number = ?) as known_hash
                        from release_pointer p
                        left join release r on r.number = p.current
                        left join lateral (
                            select max(b.published_at) as published_at from release b where b.number < r.number)
                            before on true
                        """,
                        row -> new Found(
                                At.of(row),
                                known.equals(At.NONE) || known.hash().equals(row.getString("known_hash"))),
                        known.number())
                .orElseThrow();
    }

    private boolean advance(At next) {
        var previous = at.getAndAccumulate(next, (a, b) -> b.number() > a.number() ? b : a);
        if (next.number() <= previous.number()) {
            return false;
        }
        events.fire(new ReleaseSeen(previous.number(), next.number(), false));
        return true;
    }

    private boolean follow(At before, At next) {
        if (!at.compareAndSet(before, next)) {
            return false;
        }
        Log.warnf(
                "The database no longer has release %d as it was: another one was put in its place. Serving release %d",
                before.number(), next.number());
        events.fire(new ReleaseSeen(before.number(), next.number(), true));
        return true;
    }
}
