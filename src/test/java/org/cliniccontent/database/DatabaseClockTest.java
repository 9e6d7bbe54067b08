package org.cliniccontent.database;

import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.cliniccontent.testing.ClockBounds;
import org.cliniccontent.testing.ServiceTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static java.time.temporal.ChronoUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Machines with wrong clocks, on the running service's database. */
@ServiceTest
class DatabaseClockTest {

    /** The tolerance for a slow machine; the tests distinguish minutes and days. */
    private static final long TOLERANCE = 20;

    private final Database database;

    @Inject
    DatabaseClockTest(Database database) {
        this.database = database;
    }

    /** The two clocks of a machine, both of which a test can move. */
    private static final class Machine extends Clock {

        private Duration wrong = Duration.ZERO;
        private Duration passed = Duration.ZERO;
        private Duration suspended = Duration.ZERO;

        @Override
        public Instant instant() {
            return Instant.now().plus(wrong).plus(passed);
        }

        private long nanos() {
            return System.nanoTime() + passed.minus(suspended).toNanos();
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"P2D", "-P2D", "PT5M", "-PT5M"})
    void theTimeIsTheDatabasesHoweverWrongTheMachineIs(String wrong) {
        var machine = new Machine();
        machine.wrong = Duration.parse(wrong);
        var clock = clock(machine);
        assertThat(clock.instant()).as("before it is asked").isCloseTo(machine.instant(), within(TOLERANCE, SECONDS));
        clock.check();
        assertThat(clock.instant()).isCloseTo(databaseTime(), within(TOLERANCE, SECONDS));
        assertThat(clock.withZone(ZoneId.of("Asia/Tokyo")).instant())
                .isCloseTo(databaseTime(), within(TOLERANCE, SECONDS));
        assertThat(clock.offset().toSeconds())
                .isBetween(machine.wrong.toSeconds() - TOLERANCE, machine.wrong.toSeconds() + TOLERANCE);
        assertThat(clock.disagreement()).get().asString().contains(machine.wrong.isNegative() ? "behind" : "before");
    }

    @Test
    void aClockThatIsNearlyRightForbidsNothing() {
        var machine = new Machine();
        machine.wrong = Duration.ofSeconds(60 - TOLERANCE);
        var clock = clock(machine);
        assertThat(clock.disagreement()).isEmpty();
        assertThat(clock.instant()).isCloseTo(databaseTime(), within(TOLERANCE, SECONDS));
    }

    @Test
    void aMachineWhoseClockIsSetIsNoticedAtOnceAndHasNoEffect() {
        var machine = new Machine();
        var clock = clock(machine);
        clock.check();
        assertThat(clock.disagreement()).isEmpty();
        machine.wrong = Duration.ofDays(2);
        assertThat(clock.instant()).isCloseTo(databaseTime(), within(TOLERANCE, SECONDS));
        assertThat(clock.disagreement()).isPresent();
        machine.wrong = Duration.ZERO;
        assertThat(clock.disagreement()).isEmpty();
    }

    /**
     * Checks a monotonic time that stood still. Here it runs ahead instead, so that it never goes back: it is wrong in
     * the same way.
     */
    @Test
    void aMachineThatWasSuspendedAsksBeforeItRefuses() {
        var machine = new Machine();
        var clock = clock(machine);
        clock.check();
        machine.suspended = Duration.ofHours(-1);
        assertThat(clock.disagreement()).isEmpty();
        assertThat(clock.instant()).isCloseTo(databaseTime(), within(TOLERANCE, SECONDS));
    }

    @Test
    void timeGoesOnBetweenTheAnswers() {
        var machine = new Machine();
        var clock = clock(machine);
        clock.check();
        machine.passed = Duration.ofHours(1);
        assertThat(clock.instant()).isCloseTo(databaseTime().plus(Duration.ofHours(1)), within(TOLERANCE, SECONDS));
        // The database says that it has not passed.
        clock.check();
        assertThat(clock.instant()).isCloseTo(databaseTime(), within(TOLERANCE, SECONDS));
    }

    private DatabaseClock clock(Machine machine) {
        return new DatabaseClock(database, new ClockBounds(), machine, machine::nanos);
    }

    private Instant databaseTime() {
        return database.queryOne(
                        "select clock_timestamp()", row -> row.getTimestamp(1).toInstant())
                .orElseThrow();
    }
}
