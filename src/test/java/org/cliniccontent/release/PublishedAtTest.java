package org.cliniccontent.release;

import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Supplier;
import org.cliniccontent.bundle.Import;
import org.cliniccontent.database.Database;
import org.cliniccontent.database.DatabaseClock;
import org.cliniccontent.http.problem.ProblemException;
import org.cliniccontent.http.problem.ProblemType;
import org.cliniccontent.testing.Bundles;
import org.cliniccontent.testing.ClockBounds;
import org.cliniccontent.testing.ServiceTest;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

/** The times of releases, also after a replica whose clock was wrong. Each test rolls back its release. */
@ServiceTest
class PublishedAtTest {

    private static final long TOLERANCE = 20;

    private final Import bundles;
    private final Database database;
    private final PublicationGate gate;
    private final PublishedRows rows;
    private final LinkDepths depths;
    private final Event<CurrentRelease.ReleaseMade> events;
    private final CurrentRelease current;

    @Inject
    PublishedAtTest(
            Import bundles,
            Database database,
            PublicationGate gate,
            PublishedRows rows,
            LinkDepths depths,
            Event<CurrentRelease.ReleaseMade> events,
            CurrentRelease current) {
        this.bundles = bundles;
        this.database = database;
        this.gate = gate;
        this.rows = rows;
        this.depths = depths;
        this.events = events;
        this.current = current;
    }

    @Test
    void aReleaseOfAReplicaThatWasTwoDaysAheadHoldsUpNoOther() {
        undone(() -> {
            move("2 days");
            var next = publish();
            assertThat(next.publishedAt()).isCloseTo(Instant.now(), within(TOLERANCE, ChronoUnit.SECONDS));
            var after = publish();
            assertThat(after.publishedAt())
                    .isAfter(next.publishedAt())
                    .isCloseTo(Instant.now(), within(TOLERANCE, ChronoUnit.SECONDS));
            return null;
        });
    }

    /**
     * Checks that a time in the future gives no Last-Modified, because If-Modified-Since could not detect later
     * changes.
     */
    @Test
    void afterSuchATimeThereIsNoLastModified() {
        undone(() -> {
            move("2 days");
            publish();
            var next = publish();
            assertThat(current.at(next.number()).lastModified()).isEmpty();
            return null;
        });
    }

    @Test
    void timesGrowWithTheNumbersAlsoIfTheClockWasSetBackALittle() {
        undone(() -> {
            var ahead = move("30 seconds");
            var next = publish();
            var after = publish();
            assertThat(List.of(ahead, next.publishedAt(), after.publishedAt()))
                    .isSorted()
                    .doesNotHaveDuplicates();
            return null;
        });
    }

    @Test
    void aReplicaThatDoesNotKnowTheTimePublishesNothing() {
        var wrong = Clock.offset(Clock.systemUTC(), Duration.ofDays(2));
        var clock = new DatabaseClock(database, new ClockBounds(), wrong, System::nanoTime);
        var publication = new Publication(database, gate, rows, depths, current, events, clock, new ClockBounds());
        assertThatThrownBy(() -> undone(() -> publication.publish(List.of(), new ReleaseRequest("message", "author"))))
                .isInstanceOfSatisfying(ProblemException.class, problem -> {
                    assertThat(problem.type()).isEqualTo(ProblemType.UNAVAILABLE);
                    assertThat(problem.headers()).containsKey("Retry-After");
                    assertThat(problem.getMessage()).contains("clock of this replica", "clinic.clock.refuse-beyond");
                });
    }

    /** Moves the last release into the future. */
    private Instant move(String interval) {
        publish();
        // What is published cannot be changed: only a replica with a wrong clock writes such a time.
        database.update("set local session_replication_role = replica");
        var moved = database.queryOne("""
                        update release set published_at = clock_timestamp() + ?::interval
                        where number = (select current from release_pointer) returning published_at
                        """, row -> row.getTimestamp(1).toInstant(), interval)
                .orElseThrow();
        database.update("set local session_replication_role = origin");
        return moved;
    }

    private Release publish() {
        var own = Bundles.unique();
        var bundle = Bundles.document(own) + "conditions:\n" + Bundles.condition(own, "A");
        return bundles.run(Bundles.bytes(bundle), "for its time", "test").orElseThrow();
    }

    private static <T> T undone(Supplier<T> work) {
        QuarkusTransaction.begin();
        try {
            return work.get();
        } finally {
            QuarkusTransaction.rollback();
        }
    }
}
