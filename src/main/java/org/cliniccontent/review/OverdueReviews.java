package org.cliniccontent.review;

import io.quarkus.logging.Log;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.sql.Date;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Collectors;
import org.cliniccontent.content.ContentTypes;
import org.cliniccontent.content.TypeDescription;
import org.cliniccontent.database.Database;
import org.cliniccontent.database.DatabaseJob;
import org.cliniccontent.database.FailureLog;
import org.cliniccontent.database.Sql;

/**
 * Detection of overdue reviews: after midnight, or after the publication of a review that is already overdue. It
 * examines only those, so its cost depends on the changes and not on the amount of content. If several replicas check
 * at the same time, one of them reports a review.
 */
@ApplicationScoped
public class OverdueReviews {

    /** The maximum number of reviews announced in one transaction. */
    private static final int BATCH = 10_000;

    private static final int NAMED_IN_LOG = 10;

    private static final Sql NOTICE = Sql.of("""
            with changed as (
                select id from published_item where since_release > :release and until_release is null
            ), affected as (
                select id from changed
                union
                -- What has no review of its own is due with its documents.
                select f.id from changed c
                join published_facet f on f.value = c.id::text and f.field = 'document' and f.until_release is null
            ), overdue as (
                select f.id, f.value from published_facet f
                where f.type = any(:types::text[]) and f.field = 'reviewDue' and f.value >= :previousDay and f.value < :today
                  and f.until_release is null
                union
                select f.id, f.value from affected a
                join published_facet f on f.id = a.id and f.field = 'reviewDue' and f.value < :today
                 and f.until_release is null
            ), noticed as (
                insert into review_overdue (id, due, noticed_at)
                select f.id, f.value::date, :now from overdue f
                where not exists (select from review_overdue o where o.id = f.id and o.due = f.value::date)
                limit :limit
                on conflict do nothing
                returning id, due
            )
            select i.type, i.id, i.slug, i.name, n.due from noticed n
            join published_item i on i.id = n.id and i.until_release is null
            order by n.due, i.type, i.slug
            """);

    private final Database database;
    private final ContentTypes types;
    private final ReviewMeters meters;
    private final Event<ReviewOverdue> events;
    private final Clock clock;
    private final FailureLog failureLog;

    /**
     * @param config injected for its default, which the framework sees only if the mapping is in use, and by which the
     *     schedule goes
     */
    OverdueReviews(
            Database database,
            ContentTypes types,
            ReviewMeters meters,
            Event<ReviewOverdue> events,
            Clock clock,
            OverdueReviewsConfig config) {
        this.database = database;
        this.failureLog = new FailureLog("Looking for overdue reviews", database.availability());
        this.types = types;
        this.meters = meters;
        this.events = events;
        this.clock = clock;
    }

    /** The release and day up to which reviews have been examined, and the current release. */
    private record Progress(long release, LocalDate day, long current) {

        static Progress of(ResultSet row) throws SQLException {
            return new Progress(row.getLong(1), row.getObject(2, LocalDate.class), row.getLong(3));
        }
    }

    @DatabaseJob
    @Scheduled(
            identity = "overdue-reviews",
            every = "{clinic.reviews.check-every}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void check() {
        failureLog.during(this::checkNow);
    }

    private void checkNow() {
        var today = LocalDate.now(clock.withZone(ZoneOffset.UTC));
        announce(today);
        meters.refresh(today);
    }

    /** Fires {@link ReviewOverdue} for reviews that were due before a day and have not been announced yet. */
    public void announce(LocalDate today) {
        List<ReviewOverdue> told;
        do {
            told = QuarkusTransaction.requiringNew().call(() -> announceSome(today));
            log(told);
        } while (told.size() == BATCH);
    }

    private List<ReviewOverdue> announceSome(LocalDate today) {
        // After a long pause, or a large import, there is much to examine.
        database.allowLongStatements();
        var progress = database.queryOne(
                        "select w.release, w.day, p.current from review_watch w, release_pointer p for update of w",
                        Progress::of)
                .orElseThrow();
        if (progress.release() == progress.current() && progress.day().equals(today)) {
            return List.of();
        }
        var overdue = notice(progress, today);
        overdue.forEach(events::fire);
        if (overdue.size() < BATCH) {
            // The day may also go back, if a clock was wrong: a review announced twice is recorded once.
            database.update("update review_watch set release = ?, day = ?", progress.current(), Date.valueOf(today));
        }
        return overdue;
    }

    private static void log(List<ReviewOverdue> told) {
        if (!told.isEmpty()) {
            Log.infof(
                    "Reviews that have become overdue (%d): %s%s",
                    told.size(),
                    told.stream()
                            .limit(NAMED_IN_LOG)
                            .map(each -> String.format(Locale.ROOT, "%s/%s (%s)", each.type(), each.slug(), each.due()))
                            .collect(Collectors.joining(", ")),
                    told.size() > NAMED_IN_LOG ? ", …" : "");
        }
    }

    private List<ReviewOverdue> notice(Progress progress, LocalDate today) {
        return database.query(
                NOTICE.with("release", progress.release())
                        .with(
                                "types",
                                types.descriptions().map(TypeDescription::name).toList())
                        .with("previousDay", progress.day().toString())
                        .with("today", today.toString())
                        .with("now", Timestamp.from(clock.instant()))
                        .with("limit", BATCH),
                row -> new ReviewOverdue(
                        row.getString(1),
                        row.getObject(2, UUID.class),
                        row.getString(3),
                        row.getString(4),
                        row.getObject(5, LocalDate.class)));
    }
}
