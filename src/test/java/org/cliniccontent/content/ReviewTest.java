package org.cliniccontent.content;

import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** When a review is due, as precisely as it is known. */
class ReviewTest {

    @ParameterizedTest
    @CsvSource({
        "2026, 2027",
        "2026-01, 2027-01",
        "2026-12, 2027-12",
        "2026-01-31, 2027-01-31",
        "2028-02-29, 2029-02-28",
        "9998, 9999",
        "9999-12-31, 9999-12-31"
    })
    void theNextIsDueTwelveMonthsLaterAndAsPreciseAsTheLast(String last, String next) {
        assertThat(Review.of(last, null).nextDue()).isEqualTo(next);
    }

    @Test
    void aDateThatIsGivenStays() {
        assertThat(Review.of("2026-01", "2026-03-01")).isEqualTo(new Review("2026-01", "2026-03-01"));
        assertThat(Review.of(null, null)).isEqualTo(new Review(null, null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-02-30", "0000", "10000", "soon", ""})
    void nothingIsDueAfterWhatIsNoDate(String last) {
        assertThat(Review.of(last, null).nextDue()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-01, 2026-01-01, DUE_SOON", "2025-12-31, 2026-01-01, OVERDUE", "2026-03-31, 2026-01-01, DUE_SOON",
        "2026-04-02, 2026-01-01, CURRENT", "2030-01-01, 2026-01-01, CURRENT", "2020-01-01, 2026-01-01, OVERDUE"
    })
    void theStatusIsThatOfTheDay(LocalDate due, LocalDate today, Review.Status status) {
        assertThat(Review.Status.of(due, today)).isEqualTo(status);
    }

    @Test
    void soonIsWithinNinetyDays() {
        var today = LocalDate.of(2026, 1, 1);
        assertThat(Review.Status.of(today.plusDays(89), today)).isEqualTo(Review.Status.DUE_SOON);
        assertThat(Review.Status.of(today.plusDays(90), today)).isEqualTo(Review.Status.DUE_SOON);
        assertThat(Review.Status.of(today.plusDays(91), today)).isEqualTo(Review.Status.CURRENT);
    }
}
