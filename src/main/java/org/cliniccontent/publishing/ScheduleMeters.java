package org.cliniccontent.publishing;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.cliniccontent.database.Database;
import org.cliniccontent.database.DatabaseJob;
import org.cliniccontent.database.FailureLog;
import org.cliniccontent.database.Measured;

/** Metrics of scheduled releases: pending, overdue, and recently refused ones. */
@ApplicationScoped
class ScheduleMeters {

    private static final String NAME = "clinic.releases.scheduled";
    private static final String STATE = "state";
    private static final double MILLIS = 1_000;

    /** The time for which a refusal counts, from the scheduled time: editors, or an alert, have noticed it by then. */
    private static final Duration REFUSALS_COUNT = Duration.ofDays(1);

    private final Database database;
    private final Clock clock;
    private final Measured<Figures> measured = new Measured<>();
    private final FailureLog failureLog;

    ScheduleMeters(Database database, Clock clock, MeterRegistry meters) {
        this.database = database;
        this.clock = clock;
        this.failureLog = new FailureLog("Counting scheduled releases", database.availability());
        Gauge.builder(NAME, () -> measured.figure(Figures::pending))
                .description("Scheduled releases: pending, due (their time has come), refused in the last day")
                .tag(STATE, "pending")
                .register(meters);
        Gauge.builder(NAME, () -> measured.figure(Figures::due))
                .tag(STATE, "due")
                .register(meters);
        Gauge.builder(NAME, () -> measured.figure(Figures::refused))
                .tag(STATE, "refused")
                .register(meters);
        Gauge.builder("clinic.releases.scheduled.due", () -> measured.figure(this::secondsDue))
                .description("For how long the first scheduled release is due that was not made; 0: none is")
                .baseUnit("seconds")
                .register(meters);
    }

    private record Figures(long pending, long due, long refused, Optional<Instant> firstDue) {

        static Figures of(ResultSet row) throws SQLException {
            return new Figures(
                    row.getLong(1),
                    row.getLong(2),
                    row.getLong(3),
                    Optional.ofNullable(row.getTimestamp(4)).map(Timestamp::toInstant));
        }
    }

    private double secondsDue(Figures figures) {
        return figures.firstDue()
                .map(since ->
                        Math.max(0, Duration.between(since, clock.instant()).toMillis() / MILLIS))
                .orElse(0.0);
    }

    @DatabaseJob
    @Scheduled(
            identity = "schedule-meters",
            every = "{clinic.metrics.measure-every}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void measure() {
        failureLog.during(() -> measured.read(this::count));
    }

    private Figures count() {
        var now = clock.instant();
        return database.queryOne(
                        """
                        select count(*) filter (where state = 'PENDING' and publish_at > ?),
                               count(*) filter (where state = 'PENDING' and publish_at <= ?),
                               count(*) filter (where state = 'REFUSED' and publish_at > ?),
                               min(publish_at) filter (where state = 'PENDING' and publish_at <= ?)
                        from scheduled_release where state in ('PENDING', 'REFUSED')
                        """,
                        Figures::of,
                        Timestamp.from(now),
                        Timestamp.from(now),
                        Timestamp.from(now.minus(REFUSALS_COUNT)),
                        Timestamp.from(now))
                .orElseThrow();
    }
}
