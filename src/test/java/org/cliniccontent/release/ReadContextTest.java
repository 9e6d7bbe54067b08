package org.cliniccontent.release;

import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The time until which a read is valid. */
class ReadContextTest {

    private static final LocalDate DAY = LocalDate.of(2026, 12, 31);

    @Test
    void whatIsShownOfADayLastsUntilItsEndAlsoWhenThatHasPassedMeanwhile() {
        assertThat(ReadContext.ofToday(7, DAY).until()).contains(Instant.parse("2027-01-01T00:00:00Z"));
    }

    @Test
    void aLaterPageIsOfTheSameDay() {
        assertThat(ReadContext.ofToday(7, DAY).of(5)).isEqualTo(ReadContext.ofToday(5, DAY));
    }

    @Test
    void thePastStaysAsItWas() {
        assertThat(new ReadContext(7, true, DAY, false).until()).isEmpty();
    }
}
