package org.cliniccontent.read;

import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Until when what is read says what it says. */
class EditionTest {

    private static final LocalDate DAY = LocalDate.of(2026, 12, 31);

    @Test
    void whatIsShownOfADayLastsUntilItsEndAlsoWhenThatHasPassedMeanwhile() {
        assertThat(Edition.ofToday(7, DAY).until()).contains(Instant.parse("2027-01-01T00:00:00Z"));
    }

    @Test
    void aLaterPageIsOfTheSameDay() {
        assertThat(Edition.ofToday(7, DAY).of(5)).isEqualTo(Edition.ofToday(5, DAY));
    }

    @Test
    void thePastStaysAsItWas() {
        assertThat(new Edition(7, true, DAY, false).until()).isEmpty();
    }
}
