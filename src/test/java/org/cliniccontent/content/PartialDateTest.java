package org.cliniccontent.content;

import java.time.LocalDate;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Which texts are dates, and which days they stand for. */
class PartialDateTest {

    @ParameterizedTest
    @CsvSource({
        "0001, 0001-01-01, 0001-12-31",
        "2026, 2026-01-01, 2026-12-31",
        "9999, 9999-01-01, 9999-12-31",
        "2026-02, 2026-02-01, 2026-02-28",
        "2028-02, 2028-02-01, 2028-02-29",
        "2026-04, 2026-04-01, 2026-04-30",
        "2026-04-01, 2026-04-01, 2026-04-01",
        "2028-02-29, 2028-02-29, 2028-02-29"
    })
    void aDateStandsForItsDays(String text, LocalDate first, LocalDate last) {
        assertThat(PartialDate.parse(text)).contains(new PartialDate(first, last));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0000",
                "0000-01",
                "0000-12-31",
                "10000",
                "+2026",
                "-2026",
                "226",
                "2026-0",
                "2026-00",
                "2026-13",
                "2026-1",
                "2026-01-00",
                "2026-01-32",
                "2026-02-29",
                "2026-02-30",
                "2026-04-31",
                "1900-02-29",
                "2026-01-1",
                "2026-01-01T00:00:00Z",
                "2026-01-01\n",
                " 2026",
                "2026/01",
                "\u0662\u0660\u0662\u0666",
                "soon"
            })
    void anyOtherTextIsNone(String text) {
        assertThat(PartialDate.parse(text)).isEmpty();
    }

    @Property
    void aDateIsWrittenAsItIsRead(
            @ForAll @IntRange(min = 1, max = 9999) int year,
            @ForAll @IntRange(min = 1, max = 12) int month,
            @ForAll @IntRange(min = 1, max = 28) int day,
            @ForAll @IntRange(min = 0, max = 2) int precision) {
        var text = LocalDate.of(year, month, day).toString().substring(0, 4 + 3 * precision);
        var date = PartialDate.parse(text).orElseThrow();
        assertThat(date.toString()).isEqualTo(text);
        var next = date.aYearLater();
        assertThat(next.toString()).hasSameSizeAs(text);
        assertThat(next.firstDay())
                .isEqualTo(year == 9999 ? date.firstDay() : date.firstDay().plusYears(1));
        assertThat(PartialDate.parse(next.toString())).contains(next);
    }
}
