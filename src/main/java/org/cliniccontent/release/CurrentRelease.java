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
 * The release that this replica serves, known without asking the database. It never goes back, unless the database's
 * history is another one than it was.
 */
@Singleton
public class CurrentRelease {

    /** After all that fills and migrates the database at the start, and before the first request. */
    private static final int AFTER_OTHERS = Interceptor.Priority.LIBRARY_AFTER;

    /** Earlier releases that are kept in memory: those that pinned reads and partners are at. */
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
        this.recording = new FailureLog("Recording that a release is gone", database.availability());
        Gauge.builder("clinic.release", () -> at.get().number())
                .description("The release that this replica serves")
                .register(meters);
        this.vanished = Counter.builder("clinic.releases.vanished")
                .description("How often the release that this replica served was gone from the database: lost in a "
                        + "failover, or by restoring a backup")
                .register(meters);
    }

    /** @param history of which it is: what was known of a number says nothing after another history was put in place */
    private record Earlier(int history, long number) {}

    /**
     * A release, as far as every read needs it.
     *
     * @param previous the number of the release before it, 0 for the first: numbers are skipped after a failover
     * @param sharesSecond whether it was published in the same second as a release before it, or earlier (a clock was
     *     wrong), so that no time of a second's precision tells the two apart
     * @param hash covers all its history
     */
    public record At(long number, long previous, Instant publishedAt, boolean sharesSecond, String hash) {

        /** Before the first. */
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

        /** By which a standby tells whether it has replayed it. */
        public Reader.Point point() {
            return new Reader.Point(number, hash);
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

    /**
     * A release that is made, in the transaction that makes it.
     *
     * @param known what this replica served before
     * @param continues whether that is in the history of the release
     */
    public record Made(At at, At known, boolean continues) {}

    void onStart(@Observes @Priority(AFTER_OTHERS) StartupEvent event) {
        refresh();
    }

    /**
     * What this replica made itself it serves before the publisher is answered. It may be the first to notice that what
     * it served was lost in a failover: no later refresh can, which compares with the release that is made.
     */
    void onCommit(@Observes(during = TransactionPhase.AFTER_SUCCESS) Made made) {
        if (made.continues() || !follow(made.known(), made.at())) {
            advance(made.at());
        }
    }

    /** 0 before the first release. */
    public long number() {
        return at.get().number();
    }

    public At at() {
        return at.get();
    }

    /**
     * A number that changes whenever releases vanish: what was made of the store before belongs to releases that may be
     * others now, or none. Whoever keeps such a thing asks before it is made and after it is kept.
     */
    public int history() {
        return history.get();
    }

    /**
     * Any release, without asking the database if it is the one that is served.
     *
     * @param number 0 before the first
     * @throws VanishedReleaseException if there is no such release, or is no more
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
            known = reader.onPrimary(() -> ask(number));
            earlier.put(key, known);
        }
        return known;
    }

    private At ask(long number) {
        return database.queryOne(SELECT + "where r.number = ?", At::of, number)
                .orElseThrow(() -> new VanishedReleaseException(number));
    }

    /**
     * Makes sure that the database has a release, the served one too.
     *
     * @throws VanishedReleaseException if it has it no more, or another one in its place
     */
    public void confirm(At release) {
        if (release.number() > 0 && !ask(release.number()).hash().equals(release.hash())) {
            throw new VanishedReleaseException(release.number());
        }
    }

    /**
     * Whether this replica serves that release or a later one. The database is asked only about one that is not known
     * yet. A number below may have been skipped: {@link #at(long)} knows.
     */
    public boolean reaches(long release) {
        if (release > number()) {
            refresh();
        }
        var served = at.get();
        // Whoever goes on to read it may find it nowhere else.
        reader.include(served.point());
        return release <= served.number();
    }

    /**
     * Asks the database. What a transaction of the caller's has not committed is not seen.
     *
     * @return whether it has another release than was known
     */
    public boolean refresh() {
        // Known before the question is put: so an answer without it can only come from another history.
        var before = at.get();
        var found = QuarkusTransaction.suspendingExisting().call(() -> reader.onPrimary(() -> find(before)));
        if (timelines.isPast(found.store()) && !found.continues()) {
            // Only its sessions do not know yet that another server is in its place: there is nothing to go back to.
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
     * Keeps a number from being used again that somebody has seen, and the store does not have.
     *
     * @param number of a release, by something that this installation signed
     * @param hash the beginning of its hash, or nothing
     */
    public void remember(long number, String hash) {
        if (number >= number()) {
            QuarkusTransaction.suspendingExisting().run(() -> insertVanished(number, hash));
        }
    }

    /** Another refresh tries it again if it fails: not knowing it is worse than a release that is served late. */
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
     * What the database says.
     *
     * @param continues whether the release that was known is in its history
     * @param store who says it
     */
    private record Found(At at, boolean continues, String store) {}

    private Found find(At known) {
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
                        row -> new Found(
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
                "The database no longer has release %d as it was: another one was put in its place. Serving release %d",
                before.number(), next.number());
        events.fire(new ReleaseSeen(before.number(), next.number(), true));
        return true;
    }
}
