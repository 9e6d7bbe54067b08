package org.cliniccontent.database;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * The service's only clock: the database's, which all replicas share. Times that they compare, such as leases, expiries
 * of keys and times of releases, are therefore the same for all, whatever their machines' clocks say. The database is
 * asked at intervals; in between, the process's monotonic time is added, so setting a machine's clock has no effect.
 * Before the first answer it is the machine's clock.
 */
@Singleton
public class DatabaseClock extends Clock {

    /** The priority before all other startup observers: the first content and the first key have times. */
    private static final int FIRST = 1;

    private static final int ATTEMPTS = 3;
    private static final Duration BETWEEN_QUESTIONS = Duration.ofSeconds(1);
    private static final Duration GOOD_ROUND_TRIP = Duration.ofMillis(5);

    private final Database database;
    private final Clock machine;
    private final LongSupplier nanos;
    private final ClockConfig config;

    /** The database's time at an instant of the monotonic time; null before the first answer. */
    private volatile Anchor anchor;

    /** The last logged state. Only the asking thread uses it. */
    private Agreement agreement = Agreement.GOOD;

    private boolean away;

    /** The monotonic time of the last extra query after the clocks differed too much. */
    private final AtomicLong askedAgain;

    private record Anchor(Instant time, long nanos) {

        Instant at(long now) {
            return time.plusNanos(now - nanos);
        }
    }

    private enum Agreement {
        GOOD,
        POOR,
        NONE
    }

    @Inject
    DatabaseClock(Database database, ClockConfig config, MeterRegistry meters) {
        this(database, config, Clock.systemUTC(), System::nanoTime);
        Gauge.builder("clinic.clock.offset", this, clock -> seconds(clock.offset()))
                .description("The time by which this machine's clock is ahead of the database's")
                .baseUnit("seconds")
                .register(meters);
    }

    /**
     * @param machine the machine's clock
     * @param nanos the machine's monotonic time
     */
    public DatabaseClock(Database database, ClockConfig config, Clock machine, LongSupplier nanos) {
        this.database = database;
        this.config = config;
        this.machine = machine;
        this.nanos = nanos;
        this.askedAgain = new AtomicLong(nanos.getAsLong() - BETWEEN_QUESTIONS.toNanos());
    }

    @Override
    public Instant instant() {
        var last = anchor;
        return last == null ? machine.instant() : last.at(nanos.getAsLong());
    }

    /** Returns the time by which the machine's clock is ahead of the database's; negative if it is behind. */
    public Duration offset() {
        return Duration.between(instant(), machine.instant());
    }

    /**
     * Returns the reason not to record a time that others rely on, such as that of a release: the two clocks differ too
     * much.
     *
     * @return a text for the client; empty if there is no such reason
     */
    public Optional<String> disagreement() {
        if (anchor == null) {
            query();
        } else if (isTooFar(offset())) {
            recheck();
        }
        var offset = offset();
        return isTooFar(offset)
                ? Optional.of(String.format(
                        Locale.ROOT,
                        "The clock of this replica is %.1f s %s the database's, which is more than the %d s of "
                                + "clinic.clock.refuse-beyond",
                        seconds(offset.abs()),
                        offset.isNegative() ? "behind" : "before",
                        config.refuseBeyond().toSeconds()))
                : Optional.empty();
    }

    private boolean isTooFar(Duration offset) {
        return offset.abs().compareTo(config.refuseBeyond()) > 0;
    }

    /**
     * Asks the database again before the clocks are blamed: the monotonic time stands still while a machine is
     * suspended.
     */
    private void recheck() {
        long now = nanos.getAsLong();
        long last = askedAgain.get();
        if (now - last < BETWEEN_QUESTIONS.toNanos() || !askedAgain.compareAndSet(last, now)) {
            return;
        }
        try {
            query();
        } catch (Database.DatabaseException e) {
            Log.debugf(e, "The database cannot be asked for its time; the last known offset stays");
        }
    }

    void onStart(@Observes @Priority(FIRST) StartupEvent event) {
        check();
    }

    @DatabaseJob
    @Scheduled(
            identity = "clock",
            every = "{clinic.clock.check-every}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void check() {
        try {
            query();
            away = false;
        } catch (Database.DatabaseException e) {
            if (!away) {
                Log.debug("The database cannot be asked for its time; retrying", e);
            }
            away = true;
            return;
        }
        logChange();
    }

    /** Logs changes of the state only: the check runs every minute. */
    private void logChange() {
        var now = agreement();
        if (now == agreement) {
            return;
        }
        agreement = now;
        var offset = String.format(Locale.ROOT, "%.1f s", seconds(offset()));
        switch (now) {
            case GOOD -> Log.infof("This machine's clock agrees with the database's again (offset %s)", offset);
            case POOR ->
                Log.warnf("This machine's clock is not the database's: offset %s. See to its time service", offset);
            case NONE ->
                Log.errorf(
                        "This machine's clock and the database's are too far apart: offset %s. This replica neither "
                                + "publishes nor schedules releases, nor seals the audit log, until they agree",
                        offset);
        }
    }

    private Agreement agreement() {
        var offset = offset().abs();
        if (isTooFar(offset)) {
            return Agreement.NONE;
        }
        return offset.compareTo(config.warnBeyond()) > 0 ? Agreement.POOR : Agreement.GOOD;
    }

    /**
     * Asks the database several times. The answer was made somewhere within the round trip, so the shortest round trip
     * is the most precise.
     */
    private void query() {
        for (int i = 0; i < ATTEMPTS; i++) {
            long before = nanos.getAsLong();
            var time = database.queryOne("select clock_timestamp()", row -> row.getTimestamp(1)
                            .toInstant())
                    .orElseThrow();
            long after = nanos.getAsLong();
            adjust(time, before, after);
            if (after - before < GOOD_ROUND_TRIP.toNanos()) {
                return;
            }
        }
    }

    /**
     * Adjusts the time by the minimum that the answer demands: a slow answer is imprecise, and time should not jump for
     * it.
     */
    private synchronized void adjust(Instant time, long before, long after) {
        long half = (after - before) / 2;
        var middle = new Anchor(time, before + half);
        if (anchor == null) {
            anchor = middle;
            return;
        }
        var error = Duration.between(time, anchor.at(middle.nanos()));
        if (error.abs().toNanos() > half) {
            long moved = error.isNegative() ? -half : half;
            anchor = new Anchor(time.plusNanos(moved), middle.nanos());
        }
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return new Zoned(this, zone);
    }

    /** A view of this clock in another time zone. */
    private static final class Zoned extends Clock {

        private final Clock clock;
        private final ZoneId zone;

        Zoned(Clock clock, ZoneId zone) {
            this.clock = clock;
            this.zone = zone;
        }

        @Override
        public Instant instant() {
            return clock.instant();
        }

        @Override
        public ZoneId getZone() {
            return zone;
        }

        @Override
        public Clock withZone(ZoneId other) {
            return new Zoned(clock, other);
        }
    }
}
