package org.cliniccontent.review;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.cliniccontent.bundle.Import;
import org.cliniccontent.database.Database;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.Bundles;
import org.cliniccontent.testing.ServiceTest;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** An overdue review is announced once. */
@ServiceTest
class OverdueReviewsTest {

    private static final LocalDate LONG_AGO = LocalDate.of(2021, 3, 31);

    private final String own = Bundles.unique();
    private final OverdueReviews reviews;
    private final ReviewMeters meters;
    private final MeterRegistry registry;
    private final Import bundles;
    private final Database database;
    private final Told told;
    private final LocalDate today = LocalDate.now(ZoneOffset.UTC);

    @Inject
    OverdueReviewsTest(
            OverdueReviews reviews,
            ReviewMeters meters,
            MeterRegistry registry,
            Import bundles,
            Database database,
            Told told) {
        this.reviews = reviews;
        this.meters = meters;
        this.registry = registry;
        this.bundles = bundles;
        this.database = database;
        this.told = told;
    }

    /** The announcements that were committed. */
    @Singleton
    static class Told {

        private final Queue<ReviewOverdue> events = new ConcurrentLinkedQueue<>();
        private final Set<String> refused = ConcurrentHashMap.newKeySet();

        void refuse(@Observes ReviewOverdue event) {
            if (refused.contains(event.slug())) {
                throw new IllegalStateException("refused on purpose");
            }
        }

        void keep(@Observes(during = TransactionPhase.AFTER_SUCCESS) ReviewOverdue event) {
            events.add(event);
        }

        List<ReviewOverdue> of(String slug) {
            return events.stream().filter(event -> event.slug().equals(slug)).toList();
        }
    }

    private void publish(String nextDue) {
        bundles.run(
                Bundles.bytes(Bundles.document(own) + "conditions:\n"
                        + Bundles.condition(
                                own,
                                "Condition " + own,
                                ", review: {lastReviewed: \"2020\", nextDue: \"%s\"}".formatted(nextDue))),
                "reviews",
                "test");
    }

    private List<LocalDate> dueDatesToldOf() {
        return told.of(own).stream().map(ReviewOverdue::due).toList();
    }

    @Test
    void whatIsOverdueIsToldOfOnce() {
        publish("2021-03");
        reviews.announce(today);
        reviews.announce(today);
        publish("2021-03");
        reviews.announce(today);
        assertThat(told.of(own)).hasSize(1);
        var event = told.of(own).get(0);
        assertThat(event.type()).isEqualTo("condition");
        assertThat(event.name()).isEqualTo("Condition " + own);
        assertThat(event.due()).isEqualTo(LONG_AGO);
        assertThat(event.id().toString())
                .isEqualTo(Api.json("/v1/conditions/" + own).path("id").asText());
    }

    @Test
    void ofTwoThatLookAtOnceOneTells() throws Exception {
        publish("2021-03");
        var start = new CyclicBarrier(2);
        Callable<Void> look = () -> {
            start.await(30, TimeUnit.SECONDS);
            reviews.announce(today);
            return null;
        };
        var threads = Executors.newFixedThreadPool(2);
        try {
            var one = threads.submit(look);
            var other = threads.submit(look);
            one.get(60, TimeUnit.SECONDS);
            other.get(60, TimeUnit.SECONDS);
        } finally {
            threads.shutdownNow();
        }
        assertThat(dueDatesToldOf()).containsExactly(LONG_AGO);
    }

    @Test
    void anotherDateThatHasPassedIsToldOfAgain() {
        publish("2021-03");
        reviews.announce(today);
        publish("2022-05-06");
        reviews.announce(today);
        assertThat(dueDatesToldOf()).containsExactly(LONG_AGO, LocalDate.of(2022, 5, 6));
    }

    @Test
    void whatIsReviewedInTimeIsNotToldOf() {
        publish("2021-03");
        publish(today.toString());
        reviews.announce(today);
        assertThat(dueDatesToldOf()).isEmpty();
    }

    @Test
    void aDayThatPassesIsEnough() {
        publish(today.toString());
        reviews.announce(today);
        assertThat(dueDatesToldOf()).isEmpty();
        reviews.announce(today.plusDays(1));
        assertThat(dueDatesToldOf()).containsExactly(today);
        // A clock that was wrong, and is right again.
        reviews.announce(today);
        reviews.announce(today.plusDays(1));
        assertThat(dueDatesToldOf()).containsExactly(today);
        reviews.announce(today);
    }

    @Test
    void whatWasPublishedWhileTheClockWasWrongIsNotMissed() {
        reviews.announce(today.plusDays(10));
        publish(today.plusDays(2).toString());
        reviews.announce(today);
        assertThat(dueDatesToldOf()).isEmpty();
        reviews.announce(today.plusDays(3));
        assertThat(dueDatesToldOf()).containsExactly(today.plusDays(2));
        reviews.announce(today);
    }

    @Test
    void whatHasNoReviewOfItsOwnIsOverdueWithItsDocument() {
        var document = Bundles.document(own);
        bundles.run(Bundles.bytes(document + "conditions:\n" + Bundles.condition(own + "-c", "C")), "now", "test");
        reviews.announce(today);
        assertThat(told.of(own + "-c")).isEmpty();
        bundles.run(
                Bundles.bytes(document.replace("\"2026-01\"", "\"2020\", nextDue: \"2021-03\"")), "document", "test");
        reviews.announce(today);
        assertThat(dueDatesToldOf()).containsExactly(LONG_AGO);
        assertThat(told.of(own + "-c")).extracting(ReviewOverdue::due).containsExactly(LONG_AGO);
    }

    @Test
    void anObserverThatFailsLeavesNothingNoted() {
        publish("2021-03");
        told.refused.add(own);
        assertThatThrownBy(() -> reviews.announce(today)).hasMessageContaining("on purpose");
        told.refused.clear();
        reviews.announce(today);
        assertThat(dueDatesToldOf()).containsExactly(LONG_AGO);
    }

    @Test
    void theyAreCountedForMonitoring() {
        meters.refresh(today);
        double overdue = gauge("clinic.reviews.overdue");
        double soon = gauge("clinic.reviews.due.soon");
        publish("2021-03");
        meters.refresh(today);
        assertThat(gauge("clinic.reviews.overdue")).isEqualTo(overdue + 1);
        publish(today.toString());
        meters.refresh(today);
        assertThat(gauge("clinic.reviews.overdue")).isEqualTo(overdue);
        assertThat(gauge("clinic.reviews.due.soon")).isEqualTo(soon + 1);
        meters.refresh(today.plusDays(1));
        assertThat(gauge("clinic.reviews.overdue")).isGreaterThanOrEqualTo(overdue + 1);
        meters.refresh(today);
    }

    private double gauge(String name) {
        return registry.get(name).tag("type", "condition").gauge().value();
    }

    @Test
    void whenNothingChangedNothingIsLookedThrough() {
        reviews.announce(today);
        database.query("select statistics.pg_stat_statements_reset()", row -> row.getString(1));
        reviews.announce(today);
        assertThat(database.query("""
                        select query from statistics.pg_stat_statements
                        where query like '%review_overdue%' and query not like '%pg_stat_statements%'
                        """, row -> row.getString(1))).isEmpty();
    }
}
