package org.cliniccontent.release;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.transaction.Transactional;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.cliniccontent.database.ClockConfig;
import org.cliniccontent.database.Database;
import org.cliniccontent.database.DatabaseClock;
import org.cliniccontent.database.Sql;
import org.cliniccontent.http.problem.Fault;
import org.cliniccontent.http.problem.ProblemException;

/**
 * Publishes entities as one release: all of them or none. Bodies are rendered before; here the row of {@code
 * release_pointer} is locked, the candidates are checked against the published state, and the release is written with
 * the next number. Releases therefore neither overlap nor contradict each other, and the work under the lock is short.
 */
@ApplicationScoped
public class Publication {

    /** The whole statement sees the pointer as it was. */
    private static final Sql INSERT_RELEASE = Sql.of("""
            with made as (
                insert into release (number, published_at, message, author, changes, hash, digest)
                select number, published_at, message, author, :changes,
                       release_hash(p.hash, number, published_at, message, author), keep_digest(number)
                from (select :number::bigint as number,
                             greatest(:now, (select b.published_at + interval '1 microsecond' from release b
                                             where b.published_at <= :latest
                                             order by b.published_at desc, b.number desc limit 1)) as published_at,
                             :message as message, :author as author) r, release_pointer p
                returning *),
            pointed as (
                update release_pointer set current = made.number, hash = made.hash from made)
            select made.*, p.hash as previous_hash, p.current as previous,
                   before.published_at as previous_published_at,
                   known.number = 0 or exists (
                       select from release k where k.number = known.number and k.hash = known.hash)
                       as continues,
                   pg_notify('clinic_release', made.number::text)
            from made cross join release_pointer p
            cross join (select max(b.published_at) as published_at from release b) before
            cross join (select :knownNumber::bigint as number, :knownHash::text as hash) known
            """);

    private final Database database;
    private final PublicationGate gate;
    private final PublishedRows rows;
    private final LinkDepths depths;
    private final CurrentRelease served;
    private final Event<CurrentRelease.ReleaseMade> events;
    private final DatabaseClock clock;
    private final ClockConfig clocks;

    Publication(
            Database database,
            PublicationGate gate,
            PublishedRows rows,
            LinkDepths depths,
            CurrentRelease served,
            Event<CurrentRelease.ReleaseMade> events,
            DatabaseClock clock,
            ClockConfig clocks) {
        this.database = database;
        this.gate = gate;
        this.rows = rows;
        this.depths = depths;
        this.served = served;
        this.events = events;
        this.clock = clock;
        this.clocks = clocks;
    }

    /**
     * The outcome that a release would have.
     *
     * @param changed the candidates that differ from the published state
     * @param faults the reasons why they may not be published
     */
    public record Plan(List<Candidate> changed, List<Fault> faults) {}

    /** Plans a release by the same rules, without making it. */
    public Plan plan(Collection<Candidate> candidates, ReleaseRequest request) {
        var state = ProspectiveState.of(candidates, database);
        return new Plan(state.changed(), gate.faults(state, request));
    }

    /**
     * Publishes the candidates that differ from their published state.
     *
     * @return the release, or empty if there was nothing to change
     * @throws PublicationRefusedException if the state state would break a rule; nothing is published then
     * @throws ProblemException UNAVAILABLE if the time is not known for certain
     */
    @Transactional
    public Optional<Release> publish(Collection<Candidate> candidates, ReleaseRequest request) {
        requireClock();
        lock();
        var state = ProspectiveState.of(candidates, database);
        if (state.changed().isEmpty()) {
            return Optional.empty();
        }
        var faults = gate.faults(state, request);
        if (!faults.isEmpty()) {
            throw new PublicationRefusedException(faults);
        }
        var known = served.at();
        long number = next(known);
        rows.write(state, number);
        depths.write(state.changed(), number);
        var made = insertRelease(number, request, state.changed().size(), known);
        events.fire(new CurrentRelease.ReleaseMade(made.at(), known, made.continues()));
        return Optional.of(made.release());
    }

    private void requireClock() {
        clock.disagreement().ifPresent(reason -> {
            throw ProblemException.unavailable(reason);
        });
    }

    /**
     * Acquires the publication lock: waits for a publication in progress, and blocks others until this transaction
     * ends.
     */
    public long lock() {
        return database.queryOne("select current from release_pointer for update", row -> row.getLong(1))
                .orElseThrow();
    }

    /**
     * Returns the next number: one more than the current, unless releases may have been lost, see {@code next_release}
     * in V11. This replica's own last release is included here, because it may not have noticed yet that it was lost.
     */
    private long next(CurrentRelease.At known) {
        return database.queryOne("select next_release(?, ?)", row -> row.getLong(1), known.number(), known.hash())
                .orElseThrow();
    }

    /**
     * A new release.
     *
     * @param continues whether the previously known release is in its history
     */
    private record NewRelease(Release release, CurrentRelease.At at, boolean continues) {

        static NewRelease of(ResultSet row) throws SQLException {
            return new NewRelease(Releases.release(row), CurrentRelease.At.of(row), row.getBoolean("continues"));
        }
    }

    /** Inserts the release, and notifies the other replicas when it is committed. */
    private NewRelease insertRelease(long number, ReleaseRequest request, int changes, CurrentRelease.At known) {
        // Times increase with the numbers, even if the database's clock was set back. A time far in the future, which a
        // replica with a wrong clock wrote, is not continued: all releases would carry it until it has come.
        var now = clock.instant();
        return database.queryOne(
                        INSERT_RELEASE
                                .with("changes", changes)
                                .with("number", number)
                                .with("now", Timestamp.from(now))
                                .with("latest", Timestamp.from(now.plus(clocks.refuseBeyond())))
                                .with("message", request.message())
                                .with("author", request.author())
                                .with("knownNumber", known.number())
                                .with("knownHash", known.hash()),
                        NewRelease::of)
                .orElseThrow();
    }
}
