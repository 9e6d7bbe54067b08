package org.cliniccontent.release;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.cliniccontent.bundle.Import;
import org.cliniccontent.database.Database;
import org.cliniccontent.database.Reader;
import org.cliniccontent.release.CurrentRelease.At;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.Bundles;
import org.cliniccontent.testing.ServiceTest;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** A replica's knowledge of the release that it serves. */
@ServiceTest
class CurrentReleaseTest {

    private final CurrentRelease current;
    private final Releases releases;
    private final Import bundles;
    private final Database database;
    private final Reader reader;
    private final Event<ReleaseSeen> events;
    private final Observer observer;
    private final MeterRegistry meters;

    @Inject
    CurrentReleaseTest(
            CurrentRelease current,
            Releases releases,
            Import bundles,
            Database database,
            Reader reader,
            Event<ReleaseSeen> events,
            Observer observer,
            MeterRegistry meters) {
        this.current = current;
        this.releases = releases;
        this.bundles = bundles;
        this.database = database;
        this.reader = reader;
        this.events = events;
        this.observer = observer;
        this.meters = meters;
    }

    /** The fired events, with the number that was served then. */
    @Singleton
    static class Observer {

        private final CurrentRelease current;
        private final List<ReleaseSeen> seen = new CopyOnWriteArrayList<>();
        private final List<Long> served = new CopyOnWriteArrayList<>();

        Observer(CurrentRelease current) {
            this.current = current;
        }

        void onRelease(@Observes ReleaseSeen event) {
            seen.add(event);
            served.add(current.number());
        }
    }

    private long publish() {
        var own = Bundles.unique();
        return bundles.run(
                        Bundles.bytes(Bundles.document(own) + "conditions:\n" + Bundles.condition(own, "A condition")),
                        "current",
                        "test")
                .orElseThrow()
                .number();
    }

    /** Returns a replica that was just started. */
    private CurrentRelease another() {
        var another = new CurrentRelease(database, reader, events, new SimpleMeterRegistry());
        another.refresh();
        return another;
    }

    @Test
    void aReleaseIsServedOnceItIsCommittedAndNotBefore() {
        long before = current.number();
        long made = QuarkusTransaction.requiringNew().call(() -> {
            long number = publish();
            assertThat(releases.current()).as("in the transaction").isEqualTo(number);
            assertThat(current.number()).isEqualTo(before);
            assertThat(current.refresh()).as("asked in the transaction").isFalse();
            assertThat(current.reaches(number)).isFalse();
            assertThat(Api.json("/v1").at("/release/number").asLong()).isEqualTo(before);
            return number;
        });
        assertThat(made).isEqualTo(before + 1);
        assertThat(current.number()).isEqualTo(made);
        assertThat(Api.json("/v1").at("/release/number").asLong()).isEqualTo(made);
    }

    @Test
    void aReleaseThatIsRolledBackIsNeverServed() {
        long before = current.number();
        int events = observer.seen.size();
        QuarkusTransaction.begin();
        long undone = publish();
        QuarkusTransaction.rollback();
        assertThat(undone).isEqualTo(before + 1);
        assertThat(current.refresh()).isFalse();
        assertThat(current.number()).isEqualTo(before);
        assertThat(observer.seen).hasSize(events);
    }

    @Test
    void whoObservesIsToldOnceAndFindsTheReleaseServed() {
        long made = publish();
        assertThat(observer.seen).containsOnlyOnce(new ReleaseSeen(made - 1, made, false));
        assertThat(observer.served).contains(made);
    }

    @Test
    void thePublisherKnowsTheSameAsWhoAsksTheDatabase() {
        publish();
        publish();
        assertThat(current.at()).isEqualTo(another().at());
        assertThat(current.at().publishedAt())
                .isEqualTo(releases.find(current.number()).orElseThrow().publishedAt());
    }

    @Test
    void aReleaseThatIsNotKnownIsAskedFor() {
        var behind = new CurrentRelease(database, reader, events, new SimpleMeterRegistry());
        assertThat(behind.number()).isZero();
        assertThat(behind.reaches(1)).isTrue();
        assertThat(behind.number()).isEqualTo(current.number());
        assertThat(behind.reaches(current.number() + 1)).isFalse();
    }

    @Test
    void itTellsWhichReleaseItServes() {
        publish();
        assertThat(meters.get("clinic.release").gauge().value()).isEqualTo(current.number());
    }

    @Test
    void aReleaseInTheSecondOfTheOneBeforeHasNoTimeToTellItBy() {
        // Of several in a row, unless each took a second.
        for (int i = 0; i < 5; i++) {
            long made = publish();
            var published = releases.find(made).orElseThrow().publishedAt().getEpochSecond();
            var before = releases.find(made - 1).orElseThrow().publishedAt().getEpochSecond();
            assertThat(current.at().sharesSecond()).isEqualTo(published == before);
        }
        var moment = Instant.parse("2026-03-01T12:00:00.987654Z");
        assertThat(new At(7, 6, moment, true, "").lastModified()).isEmpty();
        assertThat(new At(7, 6, moment, false, "").lastModified()).contains(Instant.parse("2026-03-01T12:00:00Z"));
    }
}
