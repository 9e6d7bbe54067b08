package org.cliniccontent.configuration;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class SpellingSuggestionTest {

    @ParameterizedTest
    @CsvSource({
        "CLINIC_ACCES_CLOSED, CLINIC_ACCESS_CLOSED, 1",
        "CLINIC_ACCESS_CLSOED, CLINIC_ACCESS_CLOSED, 1",
        "CLINIC_ACCESS_OPEN, CLINIC_ACCESS_CLOSED, 4",
        "clinic, clinic, 0"
    })
    void slipsAreCounted(String wrong, String right, int slips) {
        assertThat(SpellingSuggestion.slips(wrong, right)).isEqualTo(slips);
    }

    @Test
    void whatIsFarFromEverythingHasNoNearest() {
        assertThat(SpellingSuggestion.nearest("CLINIC_PAYROLL_GATEWAY_ADDRESS", List.of("CLINIC_ACCESS_CLOSED")))
                .isEmpty();
        assertThat(SpellingSuggestion.nearest("CLINIC_CLOSED", List.of("CLINIC_ACCESS_ADMIN_KEY")))
                .isEmpty();
    }

    @Property(tries = 300)
    void slipsAreThoseOfTheOtherDirectionAndAtMostTheLongerLength(
            @ForAll @AlphaChars @StringLength(max = 12) String one,
            @ForAll @AlphaChars @StringLength(max = 12) String other) {
        int slips = SpellingSuggestion.slips(one, other);
        assertThat(slips)
                .isEqualTo(SpellingSuggestion.slips(other, one))
                .isLessThanOrEqualTo(Math.max(one.length(), other.length()));
        assertThat(slips == 0).isEqualTo(one.equals(other));
    }
}
