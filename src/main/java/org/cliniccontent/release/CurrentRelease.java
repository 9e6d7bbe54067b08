package org.cliniccontent.release;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.Counter;
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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.cliniccontent.database.Database;
import org.cliniccontent.database.FailureLog;
import org.cliniccontent.database.Reader;
import org.cliniccontent.database.Timelines;

/**
 * The release that this replica serves, held in memory. It never goes back, unless the database's history was replaced.
 */
@Singleton
public class CurrentRelease {

    /** The priority after the migrations and the first content, and before the first request. */
    private static final int AFTER_OTHERS = Interceptor.Priority.LIBRARY_AFTER;

    /** The maximum number of earlier releases held in memory: those of pinned reads and partners. */
    private static final int MAX_EARLIER = 1_000;

    private static final String SELECT = """
            select r.number, r.published_at, r.hash,
                   before.number as previous, before.published_at as previous_published_at
            from release r
            left join lateral (
                select max(b.number) as number, max(b.published_at) as published_at
                from release b where b.number < r.number) before on true
            """;

    private final Database database;
    private final Reader reader;
    private final Event<ReleaseSeen> events;
    private final Counter vanished;
    private final FailureLog recording;
    private final Timelines timelines = new Timelines(System::nanoTime);
    private final AtomicReference<At> at = new AtomicReference<>(At.NONE);
    private final AtomicInteger history = new AtomicInteger();
    private final AtomicReference<At> unrecorded = new AtomicReference<>();
    private final Cache<Earlier, At> earlier = Caffeine.newBuilder()
            .executor(Runnable::run)
            .maximumSize(MAX_EARLIER)
            .build();

    CurrentRelease(Database database, Reader reader, Event<ReleaseSeen> events, MeterRegistry meters) {
        this.database = database;
        this.reader = reader;
        this.events = events;
        this.recording = new FailureLog("Recording a vanished release", database.availability());
        Gauge.builder("clinic.release", () -> at.get().number())
                .description("The release that this replica serves")
                .register(meters);
        this.vanished = Counter.builder("clinic.releases.vanished")
                .description("How often the release that this replica served was gone from the database: lost in a "
                        + "failover, or by restoring a backup")
                .register(meters);
    }

    /**
     * The key of an earlier release.
     *
     * @param history the history it belongs to: a number means nothing after the history was replaced
     */
    private record Earlier(int history, long number) {}

    /**
     * A release with the facts that every read needs.
     *
     * @param previous the number of the release before it, 0 for the first: numbers are skipped after a failover
     * @param sharesSecond whether it was published in the same second as an earlier release, or before it (a clock was
     *     wrong), so that a time in whole seconds does not tell the two apart
     * @param hash covers its whole history
     */
    public record At(long number, long previous, Instant publishedAt, boolean sharesSecond, String hash) {

        /** The state before the first release. */
        static final At NONE = new At(0, 0, Instant.EPOCH, true, "");

        static At of(ResultSet row) throws SQLException {
            var published = row.getTimestamp("published_at");
            if (published == null) {
                return NONE;
            }
            return new At(
                    row.getLong("number"),
                    row.getLong("previous"),
                    published.toInstant(),
                    isReached(second(published), row.getTimestamp("previous_published_at")),
                    row.getString("hash"));
        }

        /** Returns the point by which a standby tells whether it has replayed the release. */
        public Reader.Point point() {
            return new Reader.Point(number, hash);
        }

        private static boolean isReached(Instant second, Timestamp previous) {
            return previous != null && !second(previous).isBefore(second);
        }

        private static Instant second(Timestamp time) {
            return time.toInstant().truncatedTo(ChronoUnit.SECONDS);
        }

        /** Returns the time of publication in whole seconds, if it is different from that of every other release. */
        public Optional<Instant> lastModified() {
            return sharesSecond ? Optional.empty() : Optional.of(publishedAt.truncatedTo(ChronoUnit.SECONDS));
        }
    }

    /**
     * Fired in the transaction that makes a release.
     *
     * @param known the release that this replica served before
     * @param continues whether that is in the history of the new release
     */
    public record ReleaseMade(At at, At known, boolean continues) {}

    void onStart(@Observes @Priority(AFTER_OTHERS) StartupEvent event) {
        refresh();
    }

    /**
     * Serves a release of this replica's own before the publisher gets the response. This may be the first chance to
     * notice that the previous release was lost in a failover: a later refresh cannot, because it compares with the new
     * release.
     */
    void onCommit(@Observes(during = TransactionPhase.AFTER_SUCCESS) ReleaseMade made) {
        if (made.continues() || !follow(made.known(), made.at())) {
            advance(made.at());
        }
    }

    /** Returns the number of the current release; 0 before the first. */
    public long number() {
        return at.get().number();
    }

    public At at() {
        return at.get();
    }

    /**
     * Returns a number that changes whenever releases vanish: results computed before belong to releases that may since
     * be different or gone. A cache compares it before computing a result and after storing it.
     */
    public int history() {
        return history.get();
    }

    /**
     * Returns a release, from memory if it is the current one.
     *
     * @param number 0 before the first
     * @throws VanishedReleaseException if there is no such release, or not any more
     */
    public At at(long number) {
        var served = at.get();
        if (served.number() == number) {
            return served;
        }
        if (number == 0) {
            return At.NONE;
        }
        var key = new Earlier(history.get(), number);
        var known = earlier.getIfPresent(key);
        if (known == null) {
            known = reader.onPrimary(() -> query(number));
            earlier.put(key, known);
        }
        return known;
    }

    private At query(long number) {
        return database.queryOne(SELECT + "where r.number = ?", At::of, number)
                .orElseThrow(() -> new VanishedReleaseException(number));
    }

    /**
     * Confirms that the database has a release, even the current one.
     *
     * @throws VanishedReleaseException if it was lost or replaced
     */
    public void confirm(At release) {
        if (release.number() > 0 && !query(release.number()).hash().equals(release.hash())) {
            throw new VanishedReleaseException(release.number());
        }
    }

    /**
     * Checks whether this replica serves that release or a later one. It asks the database only about an unknown
     * release. A lower number may have been skipped: {@link #at(long)} tells.
     */
    public boolean reaches(long release) {
        if (release > number()) {
            refresh();
        }
        var served = at.get();
        // A caller that reads it next may not find it anywhere else.
        reader.include(served.point());
        return release <= served.number();
    }

    /**
     * Asks the database for the current release. Uncommitted changes of the caller's transaction are not visible.
     *
     * @return whether the release changed
     */
    public boolean refresh() {
        // Recorded before the query: an answer without it can only come from another history.
        var before = at.get();
        var found = QuarkusTransaction.suspendingExisting().call(() -> reader.onPrimary(() -> find(before)));
        if (timelines.isPast(found.store()) && !found.continues()) {
            // Only old sessions still reach the replaced server: there is no earlier history to return to.
            database.availability().replaceSessions();
            return false;
        }
        boolean changed = found.continues() ? advance(found.at()) : follow(before, found.at());
        if (unrecorded.get() != null) {
            QuarkusTransaction.suspendingExisting().run(this::record);
        }
        return changed;
    }

    /**
     * Reserves a number that clients have seen, but the store does not have, so that it is never reused.
     *
     * @param number of a release, from a token that this installation signed
     * @param hash the beginning of its hash, or empty
     */
    public void remember(long number, String hash) {
        if (number >= number()) {
            QuarkusTransaction.suspendingExisting().run(() -> insertVanished(number, hash));
        }
    }

    /**
     * Records vanished releases. After a failure the next refresh tries again: a missing record is worse than a release
     * served late.
     */
    private void record() {
        var gone = unrecorded.get();
        if (gone != null && insertVanished(gone.number(), gone.hash())) {
            unrecorded.compareAndSet(gone, null);
        }
    }

    private boolean insertVanished(long number, String hash) {
        try {
            database.update(
                    "insert into vanished_release (number, hash) values (?, ?) on conflict do nothing", number, hash);
            recording.worked();
            return true;
        } catch (RuntimeException e) {
            recording.failed(e);
            return false;
        }
    }

    /**
     * The database's answer.
     *
     * @param continues whether the known release is in its history
     * @param store the identity of the store that answered
     */
    private record LatestRelease(At at, boolean continues, String store) {}

    private LatestRelease find(At known) {
        return database.queryOne(
                        """
                        select r.number, r.published_at, r.hash,
                               before.number as previous, before.published_at as previous_published_at,
                               (select hash from release where number = ?) as known_hash, store_identity() as store
                        from release_pointer p
                        left join release r on r.number = p.current
                        left join lateral (
                            select max(b.number) as number, max(b.published_at) as published_at
                            from release b where b.number < p.current) before on true
                        """,
                        row -> new LatestRelease(
                                At.of(row),
                                known.equals(At.NONE) || known.hash().equals(row.getString("known_hash")),
                                row.getString("store")),
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
        history.incrementAndGet();
        earlier.invalidateAll();
        unrecorded.accumulateAndGet(before, (a, b) -> a == null || b.number() > a.number() ? b : a);
        vanished.increment();
        Log.warnf(
                "The database no longer has release %d as it was: it was replaced by another database. Serving release %d",
                before.number(), next.number());
        events.fire(new ReleaseSeen(before.number(), next.number(), true));
        return true;
    }
}
