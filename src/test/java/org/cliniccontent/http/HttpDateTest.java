package org.cliniccontent.http;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/** Dates as RFC 9110, section 5.6.7, has them. */
class HttpDateTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    /** The three examples of the RFC, which are one moment. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Sun, 06 Nov 1994 08:49:37 GMT",
                "Sunday, 06-Nov-94 08:49:37 GMT",
                "Sun Nov  6 08:49:37 1994",
                "Sun Nov 06 08:49:37 1994"
            })
    void threeFormsAreRead(String value) {
        assertThat(HttpDate.parse(value, NOW)).contains(Instant.parse("1994-11-06T08:49:37Z"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "Wednesday, 18-Nov-26 00:00:00 GMT # 2026-11-18T00:00:00Z",
                "Sunday, 01-Mar-76 12:00:00 GMT # 2076-03-01T12:00:00Z",
                "Monday, 01-Mar-76 12:00:01 GMT # 1976-03-01T12:00:01Z",
                "Tuesday, 01-Mar-77 12:00:00 GMT # 1977-03-01T12:00:00Z",
                "Friday, 31-Dec-99 23:59:59 GMT # 1999-12-31T23:59:59Z",
                "Saturday, 01-Jan-00 00:00:00 GMT # 2000-01-01T00:00:00Z",
                "Tuesday, 29-Feb-00 00:00:00 GMT # 2000-02-29T00:00:00Z"
            })
    void twoDigitsAreAYearThatIsNotMoreThanFiftyYearsAhead(String value, Instant instant) {
        assertThat(HttpDate.parse(value, NOW)).contains(instant);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "Sat, 31 Dec 2016 23:59:60 GMT # 2016-12-31T23:59:59Z",
                "Sun, 29 Feb 2004 00:00:00 GMT # 2004-02-29T00:00:00Z",
                "Mon, 06 Nov 1994 08:49:37 GMT # 1994-11-06T08:49:37Z",
                "Fri, 31 Dec 9999 23:59:59 GMT # 9999-12-31T23:59:59Z"
            })
    void soAreTheseWhichAreRightByTheGrammar(String value, Instant instant) {
        assertThat(HttpDate.parse(value, NOW)).contains(instant);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0",
                "now",
                "2026-03-01T12:00:00Z",
                "Sun, 6 Nov 1994 08:49:37 GMT",
                "Sun, 06 Nov 94 08:49:37 GMT",
                "Sun, 06 Nov 1994 8:49:37 GMT",
                "Sun, 06 Nov 1994 08:49 GMT",
                "Sun, 06 Nov 1994 08:49:37 +0000",
                "Sun, 06 Nov 1994 08:49:37 UTC",
                "Sun, 06 Nov 1994 08:49:37 gmt",
                "Sun, 06 Nov 1994 08:49:37",
                "Sun, 06 nov 1994 08:49:37 GMT",
                "SUN, 06 Nov 1994 08:49:37 GMT",
                "Sun,06 Nov 1994 08:49:37 GMT",
                "Sun, 06  Nov 1994 08:49:37 GMT",
                "06 Nov 1994 08:49:37 GMT",
                "Sun, 31 Nov 1994 08:49:37 GMT",
                "Sun, 29 Feb 1994 08:49:37 GMT",
                "Sun, 00 Nov 1994 08:49:37 GMT",
                "Sun, 06 Nov 1994 24:00:00 GMT",
                "Sun, 06 Nov 1994 08:60:37 GMT",
                "Sun, 06 Nov 1994 08:49:60 GMT",
                "Sun, 06 Nov -1994 08:49:37 GMT",
                "Sun, 06 Nov +1994 08:49:37 GMT",
                "Sun, 06 Nov 1994 08:49:37 GMT, Sun, 06 Nov 1994 08:49:37 GMT",
                "Sun, 06 Nov 1994 08:49:37 GMT; length=1",
                "Sun, 06-Nov-94 08:49:37 GMT",
                "Sunday, 06-Nov-1994 08:49:37 GMT",
                "Sunday, 06 Nov 94 08:49:37 GMT",
                "Someday, 06-Nov-94 08:49:37 GMT",
                "Sun Nov 6 08:49:37 1994",
                "Sun Nov  6 08:49:37 94",
                "Sun Nov  6 08:49:37 1994 GMT",
                "Sun Nov -6 08:49:37 1994",
                "\"Sun, 06 Nov 1994 08:49:37 GMT\"",
                "Sun, 0\u0666 Nov 1994 08:49:37 GMT"
            })
    void nothingElseIsADate(String value) {
        assertThat(HttpDate.parse(value, NOW)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "1994-11-06T08:49:37Z # Sun, 06 Nov 1994 08:49:37 GMT",
                "2026-09-01T00:00:00Z # Tue, 01 Sep 2026 00:00:00 GMT",
                "2026-05-31T23:59:59.999Z # Sun, 31 May 2026 23:59:59 GMT"
            })
    void oneFormIsWritten(Instant instant, String value) {
        assertThat(HttpDate.format(instant)).isEqualTo(value);
    }

    @Property
    void whatIsWrittenIsRead(@ForAll @LongRange(max = 253_402_300_799L) long second) {
        var instant = Instant.ofEpochSecond(second);
        assertThat(HttpDate.format(instant)).hasSize(29);
        assertThat(HttpDate.parse(HttpDate.format(instant), NOW)).contains(instant);
        assertThat(HttpDate.parse(old("EEE MMM ppd HH:mm:ss yyyy", instant), NOW))
                .contains(instant);
    }

    @Property
    void aNearTimeIsReadOfTwoDigitsAsWell(
            @ForAll @LongRange(max = 4_102_444_799L) long second,
            @ForAll @LongRange(min = -1_500_000_000L, max = 1_500_000_000L) long distance) {
        var now = Instant.ofEpochSecond(Math.max(946_684_800L, second));
        var instant = now.plusSeconds(distance);
        var year = instant.atOffset(ZoneOffset.UTC).getYear();
        assumeThat(year).isBetween(1970, 2099);
        assertThat(HttpDate.parse(old("EEEE, dd-MMM-yy HH:mm:ss 'GMT'", instant), now))
                .contains(instant);
    }

    @Property(tries = 1_000)
    void anyTextIsReadOrNot(@ForAll String text) {
        assertThat(HttpDate.parse(text, NOW)).isNotNull();
        assertThat(HttpDate.parse("Sun, " + text, NOW)).isNotNull();
    }

    private static String old(String pattern, Instant instant) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).format(instant.atOffset(ZoneOffset.UTC));
    }
}
