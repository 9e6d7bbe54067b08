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
 * Publishes entities as one release: all of them or none. Bodies are rendered before; here the row of
 * {@code release_pointer} is locked, what is published now is checked against, and the release is written with the next
 * number. So releases neither overlap nor contradict each other, and the work under the lock is short.
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
    private final Event<CurrentRelease.Made> events;
    private final DatabaseClock clock;
    private final ClockConfig clocks;

    Publication(
            Database database,
            PublicationGate gate,
            PublishedRows rows,
            LinkDepths depths,
            CurrentRelease served,
            Event<CurrentRelease.Made> events,
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
     * What a release would do.
     *
     * @param changed the candidates that differ from what is published
     * @param faults what keeps them from being published
     */
    public record Plan(List<Candidate> changed, List<Fault> faults) {}

    /** What publishing would do now, by the same rules, without doing it. */
    public Plan plan(Collection<Candidate> candidates, ReleaseRequest act) {
        var resulting = ProspectiveState.of(candidates, database);
        return new Plan(resulting.changed(), gate.faults(resulting, act));
    }

    /**
     * @param candidates what equals its published state is left out
     * @return the release, or nothing if there was nothing to change
     * @throws PublicationRefusedException if the resulting state would break a rule; nothing is published then
     * @throws ProblemException UNAVAILABLE if it is not known what time it is
     */
    @Transactional
    public Optional<Release> publish(Collection<Candidate> candidates, ReleaseRequest act) {
        requireClock();
        lock();
        var resulting = ProspectiveState.of(candidates, database);
        if (resulting.changed().isEmpty()) {
            return Optional.empty();
        }
        var faults = gate.faults(resulting, act);
        if (!faults.isEmpty()) {
            throw new PublicationRefusedException(faults);
        }
        var known = served.at();
        long number = next(known);
        rows.write(resulting, number);
        depths.write(resulting.changed(), number);
        var made = insertRelease(number, act, resulting.changed().size(), known);
        events.fire(new CurrentRelease.Made(made.at(), known, made.continues()));
        return Optional.of(made.release());
    }

    private void requireClock() {
        clock.disagreement().ifPresent(reason -> {
            throw ProblemException.unavailable(reason);
        });
    }

    /** Waits for any other publish to end, and keeps the next ones waiting until this transaction ends. */
    public long lock() {
        return database.queryOne("select current from release_pointer for update", row -> row.getLong(1))
                .orElseThrow();
    }

    /**
     * The one after the current, unless releases may have been lost: see {@code next_release} in V11. What this replica
     * itself has served is looked for here, because it may not have noticed yet that it is gone.
     */
    private long next(CurrentRelease.At known) {
        return database.queryOne("select next_release(?, ?)", row -> row.getLong(1), known.number(), known.hash())
                .orElseThrow();
    }

    /** @param continues whether what was known is in its history */
    private record Made(Release release, CurrentRelease.At at, boolean continues) {

        static Made of(ResultSet row) throws SQLException {
            return new Made(Releases.release(row), CurrentRelease.At.of(row), row.getBoolean("continues"));
        }
    }

    /** And tells the other replicas, once it is committed. */
    private Made insertRelease(long number, ReleaseRequest act, int changes, CurrentRelease.At known) {
        // Times grow with the numbers, also when the database's clock was set back. A time far ahead of now, which a
        // replica with a wrong clock wrote, is no time to go on from: all releases would bear it until it has come.
        var now = clock.instant();
        return database.queryOne(
                        INSERT_RELEASE
                                .with("changes", changes)
                                .with("number", number)
                                .with("now", Timestamp.from(now))
                                .with("latest", Timestamp.from(now.plus(clocks.refuseBeyond())))
                                .with("message", act.message())
                                .with("author", act.author())
                                .with("knownNumber", known.number())
                                .with("knownHash", known.hash()),
                        Made::of)
                .orElseThrow();
    }
}
