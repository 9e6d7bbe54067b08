package org.cliniccontent.publishing;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.logging.Log;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.cliniccontent.database.Database;
import org.cliniccontent.database.DatabaseClock;
import org.cliniccontent.database.DatabaseFailure;
import org.cliniccontent.database.DatabaseJob;
import org.cliniccontent.database.FailureLog;
import org.cliniccontent.database.Sql;
import org.cliniccontent.http.problem.Fault;
import org.cliniccontent.http.problem.Faults;
import org.cliniccontent.http.problem.ProblemException;
import org.cliniccontent.http.problem.ProblemType;
import org.cliniccontent.installation.StoreOwner;
import org.cliniccontent.release.Release;
import org.cliniccontent.release.ReleaseRequest;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.hibernate.id.uuid.UuidVersion7Strategy;

/**
 * Releases scheduled for a later time. Each is one row, which the replica that makes the release locks until both are
 * committed: it is made exactly once, however many replicas there are, and a restart loses none.
 */
@ApplicationScoped
public class ScheduledReleases {

    private static final TypeReference<TreeMap<String, String>> HASHES = new TypeReference<>() {};
    private static final TypeReference<List<Fault>> FAULTS = new TypeReference<>() {};

    private static final Sql INSERT = Sql.of("""
            insert into scheduled_release (id, publish_at, message, author, created_at, drafts, reuse_slugs, state)
            values (:id, :publishAt, :message, :author, :now, :drafts::jsonb, :reuseSlugs, 'PENDING')
            """);

    private final ReleaseCreation releasing;
    private final Database database;
    private final StoreOwner owner;
    private final ObjectMapper json;
    private final DatabaseClock clock;
    private final FailureLog failureLog;

    /** The scheduled releases whose error has been logged; there are never more than scheduled ones. */
    private final Set<UUID> faulty = ConcurrentHashMap.newKeySet();

    ScheduledReleases(
            ReleaseCreation releasing, Database database, StoreOwner owner, ObjectMapper json, DatabaseClock clock) {
        this.releasing = releasing;
        this.database = database;
        this.owner = owner;
        this.failureLog = new FailureLog("Making scheduled releases", database.availability());
        this.json = json;
        this.clock = clock;
    }

    /** The state of a scheduled release. */
    @Schema(
            name = "ScheduledState",
            description =
                    "PENDING: its time has not come. RELEASED: it was made. REFUSED: it could not be made because "
                            + "something was changed or may not be published. CANCELLED: it was cancelled.")
    enum State {
        PENDING,
        RELEASED,
        REFUSED,
        CANCELLED
    }

    /** A scheduled release. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(
            name = "ScheduledRelease",
            description = "A release scheduled for a later time.",
            requiredProperties = {"id", "publishAt", "message", "author", "createdAt", "drafts", "state"})
    record Scheduled(
            @Schema(description = "Its id.") UUID id,

            @Schema(description = "The scheduled time (RFC 3339, UTC).")
            Instant publishAt,

            @Schema(description = "The description of the release.")
            String message,

            @Schema(description = "The name of its scheduler.")
            String author,

            @Schema(description = "The time of that (RFC 3339, UTC).")
            Instant createdAt,

            @Schema(description = "The content to release: the hash of each approved state, by collection and slug.")
            Map<String, String> drafts,

            State state,

            @Schema(minimum = "1", description = "The release that was made, if there was something left to change.")
            Long release,

            @Schema(description = "The faults for which it was refused.")
            List<Fault> faults) {}

    /**
     * Schedules a release, pinned to the states approved now; later approvals are not included. Call it in a
     * transaction.
     *
     * @throws ProblemException UNAVAILABLE if this replica does not know the time for certain
     */
    Scheduled schedule(ReleaseCreation.Selection selection, ReleaseRequest request, Instant publishAt) {
        clock.disagreement().ifPresent(reason -> {
            throw ProblemException.unavailable(reason);
        });
        var id = UuidVersion7Strategy.INSTANCE.generateUuid(null);
        database.update(INSERT.with("id", id)
                .with("publishAt", Timestamp.from(publishAt))
                .with("message", request.message())
                .with("author", request.author())
                .with("now", Timestamp.from(clock.instant()))
                .with("drafts", write(releasing.pin(selection)))
                .with("reuseSlugs", request.reusedSlugs()));
        return find(id).orElseThrow();
    }

    Optional<Scheduled> find(UUID id) {
        return database.queryOne("select * from scheduled_release where id = ?", this::scheduled, id);
    }

    /** Returns scheduled releases before one, the newest first. */
    List<Scheduled> before(UUID id, int limit) {
        return database.query(
                "select * from scheduled_release where id < ? order by id desc limit ?", this::scheduled, id, limit);
    }

    /**
     * Cancels a scheduled release.
     *
     * @return whether it was still pending
     */
    boolean cancel(UUID id) {
        return database.update(
                        "update scheduled_release set state = 'CANCELLED' where id = ? and state = 'PENDING'", id)
                > 0;
    }

    /**
     * Makes the releases that are due, one after the other. In a copy of a store, the original's scheduled releases are
     * not made a second time.
     */
    @DatabaseJob
    @io.quarkus.scheduler.Scheduled(
            every = "1s",
            concurrentExecution = io.quarkus.scheduler.Scheduled.ConcurrentExecution.SKIP)
    void runDue() {
        if (clock.disagreement().isPresent()) {
            // The clock logs the reason. Other replicas make the releases.
            return;
        }
        failureLog.during(() -> {
            Set<UUID> failed = new HashSet<>();
            boolean more = owner.isOurs();
            while (more) {
                more = runOne(failed);
            }
        });
    }

    /**
     * Makes one release that is due.
     *
     * @param failed those that failed in this run: they are retried in the next, and do not hold up the others
     */
    private boolean runOne(Set<UUID> failed) {
        var due = new UUID[1];
        try {
            return QuarkusTransaction.requiringNew().call(() -> {
                var next = database.queryOne(
                        """
                        select id from scheduled_release
                        where state = 'PENDING' and publish_at <= ? and id <> all(?::uuid[])
                        order by publish_at, id limit 1 for update skip locked
                        """, row -> row.getObject(1, UUID.class), Timestamp.from(clock.instant()), failed);
                next.ifPresent(id -> {
                    due[0] = id;
                    release(find(id).orElseThrow());
                });
                return next.isPresent();
            });
        } catch (ProblemException e) {
            if (e.type() == ProblemType.UNAVAILABLE) {
                // The release itself is fine, but this replica's clock is not: another replica may make it, or this one
                // later.
                Log.debugf("Scheduled release %s cannot be made now: %s", due[0], e.getMessage());
                failed.add(due[0]);
                return true;
            }
            // The release is rolled back; the record of its refusal stays.
            refuse(due[0], e);
            return true;
        } catch (RuntimeException e) {
            var passing = DatabaseFailure.of(e);
            if (due[0] == null || passing.filter(DatabaseFailure::isAway).isPresent()) {
                throw e;
            }
            log(due[0], passing, e);
            failed.add(due[0]);
            return true;
        }
    }

    /** Logs a failure. A release is retried every second, so its stack trace is logged once. */
    private void log(UUID scheduled, Optional<DatabaseFailure> passing, RuntimeException e) {
        if (passing.isPresent()) {
            Log.warnf("Scheduled release %s cannot be made now: %s", scheduled, passing.get());
        } else if (!faulty.add(scheduled)) {
            Log.warnf("Scheduled release %s still cannot be made", scheduled);
        } else {
            Log.errorf(e, "Scheduled release %s cannot be made now", scheduled);
        }
    }

    private void release(Scheduled scheduled) {
        var request = new ReleaseRequest(scheduled.message(), scheduled.author(), reusedSlugs(scheduled.id()));
        var release = releasing.release(ReleaseCreation.Selection.pinned(scheduled.drafts()), request);
        database.update(
                "update scheduled_release set state = 'RELEASED', release = ? where id = ?",
                release.map(Release::number).orElse(null),
                scheduled.id());
        faulty.remove(scheduled.id());
        release.ifPresentOrElse(
                made -> Log.infof("Scheduled release %s is made as release %d", scheduled.id(), made.number()),
                () -> Log.infof("Scheduled release %s changes nothing", scheduled.id()));
    }

    private void refuse(UUID scheduled, ProblemException refused) {
        // The faults are not logged: they quote unpublished content, and the log has other readers.
        Log.warnf(
                "Scheduled release %s is refused: %s (faults: %s)",
                scheduled, refused.type().slug(), Integer.toString(Faults.total(refused.faults())));
        List<Fault> faults = new ArrayList<>(refused.faults());
        if (faults.isEmpty()) {
            faults.add(Fault.at("", refused.getMessage()));
        }
        var more = Faults.moreOf(refused.faults());
        if (more != null) {
            faults.add(Fault.at("", "and " + more + " more"));
        }
        QuarkusTransaction.requiringNew().run(() -> database.update("""
                        update scheduled_release set state = 'REFUSED', faults = ?::jsonb
                        where id = ? and state = 'PENDING'
                        """, write(faults), scheduled));
    }

    private Set<String> reusedSlugs(UUID id) {
        return database.queryOne(
                        "select reuse_slugs from scheduled_release where id = ?",
                        row -> Set.of((String[]) row.getArray(1).getArray()),
                        id)
                .orElseThrow();
    }

    private Scheduled scheduled(ResultSet row) throws SQLException {
        var faults = row.getString("faults");
        return new Scheduled(
                row.getObject("id", UUID.class),
                row.getTimestamp("publish_at").toInstant(),
                row.getString("message"),
                row.getString("author"),
                row.getTimestamp("created_at").toInstant(),
                read(row.getString("drafts"), HASHES),
                State.valueOf(row.getString("state")),
                row.getObject("release", Long.class),
                faults == null ? null : read(faults, FAULTS));
    }

    private String write(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("maps and lists of strings can always be written", e);
        }
    }

    private <T> T read(String text, TypeReference<T> type) {
        try {
            return json.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what was stored cannot be read", e);
        }
    }
}
