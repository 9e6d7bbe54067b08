package org.cliniccontent.sync;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.cliniccontent.content.ContentTypes;
import org.cliniccontent.content.Tombstone;
import org.cliniccontent.database.Database;
import org.cliniccontent.database.DatabaseJob;
import org.cliniccontent.database.FailureLog;
import org.cliniccontent.database.Measured;

/**
 * Metrics of partners' copies: their lag, and withdrawn content that they still show. Partners that acknowledge are
 * counted, and never named: their identity is personal, and is in {@code /v1/partners}.
 */
@ApplicationScoped
class PartnerMeters {

    private static final double MILLIS = 1_000;

    private final Database database;
    private final Clock clock;
    private final ContentTypes contentTypes;
    private final Measured<Figures> measured = new Measured<>();
    private final FailureLog failureLog;

    PartnerMeters(Database database, Clock clock, ContentTypes contentTypes, MeterRegistry meters) {
        this.database = database;
        this.clock = clock;
        this.failureLog = new FailureLog("Measuring partners' copies", database.availability());
        this.contentTypes = contentTypes;
        for (Lag lag : Lag.values()) {
            Gauge.builder("clinic.partners", () -> measured.figure(figures -> count(figures, lag)))
                    .description("Partners that acknowledge, by the age of the first release that they lack")
                    .tag("behind", lag.tag)
                    .register(meters);
        }
        Gauge.builder("clinic.partners.lag.releases", () -> measured.figure(this::maxLagInReleases))
                .description("The number of releases that the partner furthest behind lacks")
                .register(meters);
        Gauge.builder("clinic.partners.lag", () -> measured.figure(this::maxLagInSeconds))
                .description("The time for which the partner furthest behind has lacked a release")
                .baseUnit("seconds")
                .register(meters);
        for (Tombstone.Urgency urgency : Tombstone.Urgency.values()) {
            var tag = urgency.name().toLowerCase(Locale.ROOT);
            Gauge.builder(
                            "clinic.partners.showing.withdrawn",
                            () -> measured.figure(
                                    figures -> figures.shown(urgency).count()))
                    .description("Withdrawn entities that partners still show, counted per partner")
                    .tag("urgency", tag)
                    .register(meters);
            Gauge.builder(
                            "clinic.partners.showing.withdrawn.oldest",
                            () -> measured.figure(
                                    figures -> seconds(figures.shown(urgency).since())))
                    .description("The time since the first withdrawal that a partner has not applied; 0: all have")
                    .tag("urgency", tag)
                    .baseUnit("seconds")
                    .register(meters);
        }
    }

    /** Ranges of lag, by time. */
    private enum Lag {
        NONE("none", Duration.ZERO),
        MINUTES("under_5m", Duration.ofMinutes(5)),
        HOUR("under_1h", Duration.ofHours(1)),
        DAY("under_1d", Duration.ofDays(1)),
        LONGER("over_1d", Duration.ofDays(365_000));

        private final String tag;
        private final Duration below;

        Lag(String tag, Duration below) {
            this.tag = tag;
            this.below = below;
        }

        static Lag of(Instant since, Instant now) {
            return since == null
                    ? NONE
                    : Stream.of(MINUTES, HOUR, DAY)
                            .filter(lag -> Duration.between(since, now).compareTo(lag.below) < 0)
                            .findFirst()
                            .orElse(LONGER);
        }
    }

    /**
     * The partners at one release.
     *
     * @param lacking the number of later releases
     * @param since when the first of those was published; null if there is none
     */
    private record Group(long partners, long lacking, Instant since) {

        static Group of(ResultSet row) throws SQLException {
            return new Group(row.getLong(1), row.getLong(2), instant(row, 3));
        }
    }

    /**
     * The withdrawn content of one urgency that copies still show.
     *
     * @param since when the first of it was withdrawn; null if nothing is shown
     */
    private record Shown(String urgency, long count, Instant since) {

        static Shown of(ResultSet row) throws SQLException {
            return new Shown(row.getString(1), row.getLong(2), instant(row, 3));
        }
    }

    private record Figures(List<Group> groups, Map<String, Shown> shown) {

        Shown shown(Tombstone.Urgency urgency) {
            return shown.getOrDefault(urgency.name(), new Shown(urgency.name(), 0, null));
        }
    }

    private static Instant instant(ResultSet row, int column) throws SQLException {
        var time = row.getTimestamp(column);
        return time == null ? null : time.toInstant();
    }

    private double count(Figures figures, Lag lag) {
        var now = clock.instant();
        return figures.groups().stream()
                .filter(group -> Lag.of(group.since(), now) == lag)
                .mapToLong(Group::partners)
                .sum();
    }

    private double maxLagInReleases(Figures figures) {
        return figures.groups().stream().mapToLong(Group::lacking).max().orElse(0);
    }

    private double maxLagInSeconds(Figures figures) {
        return figures.groups().stream()
                .mapToDouble(group -> seconds(group.since()))
                .max()
                .orElse(0);
    }

    private double seconds(Instant since) {
        return since == null
                ? 0
                : Math.max(0, Duration.between(since, clock.instant()).toMillis() / MILLIS);
    }

    @DatabaseJob
    @Scheduled(
            identity = "partner-meters",
            every = "{clinic.metrics.measure-every}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void measure() {
        failureLog.during(() -> measured.read(() -> new Figures(groups(), shown())));
    }

    private List<Group> groups() {
        return database.query("""
                with copies as (
                    select release, count(*) as partners from sync_acknowledgement group by release
                ), later as (
                    select number, published_at, row_number() over (order by number desc) as up_to_now
                    from release where number > (select min(release) from copies)
                )
                select c.partners, coalesce(l.up_to_now, 0), l.published_at
                from copies c
                left join lateral (select min(r.number) as number from release r where r.number > c.release) next on true
                left join later l on l.number = next.number
                """, Group::of);
    }

    /** Counts withdrawn content that is still shown, once for all copies of the same types at the same release. */
    private Map<String, Shown> shown() {
        List<String> copied = new ArrayList<>();
        List<String> followed = new ArrayList<>();
        database.query(
                        "select distinct types from sync_acknowledgement",
                        row -> Arrays.asList((String[]) row.getArray(1).getArray()))
                .forEach(subset -> {
                    copied.add(String.join(" ", subset));
                    followed.add(String.join(
                            " ", FeedFilter.of(subset, FeedFilter.ALL_BUCKETS).followed(contentTypes)));
                });
        return database.query("""
                        with copies as (
                            select release, types, count(*) as partners from sync_acknowledgement
                            where release < (select current from release_pointer) group by release, types
                        )
                        select w.body::json ->> 'urgency', sum(c.partners), min(r.published_at)
                        from copies c
                        join unnest(?::text[], ?::text[]) t(copied, followed) on t.copied = array_to_string(c.types, ' ')
                        join published_item w on w.state = 'WITHDRAWN' and w.until_release is null
                         and w.since_release > c.release and w.type = any(string_to_array(t.followed, ' '))
                        join release r on r.number = w.since_release
                        where exists (select from published_item i
                                      where i.id = w.id and i.state = 'PUBLISHED' and i.since_release <= c.release
                                        and (i.until_release is null or i.until_release > c.release))
                        group by 1
                        """, Shown::of, copied, followed).stream()
                .collect(Collectors.toMap(Shown::urgency, each -> each));
    }
}
