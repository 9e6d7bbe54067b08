package org.cliniccontent.http;

import io.netty.handler.codec.DateFormatter;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.util.Date;
import java.util.Locale;
import java.util.Optional;

/**
 * Dates of HTTP fields (RFC 9110, section 5.6.7): three forms are read, one is written, by Netty. Netty's parser is not
 * used: it takes 31 November for 1 December, any text after a date for none, and two digits of a year for a fixed century.
 */
public final class HttpDate {

    private static final DateTimeFormatter FIXED = formatter("EEE, dd MMM uuuu HH:mm:ss 'GMT'");

    /** RFC 850: two digits of the year, taken for one of this century. */
    private static final DateTimeFormatter TWO_DIGITS = formatter("EEEE, dd-MMM-uu HH:mm:ss 'GMT'");

    /** That of the C library's {@code asctime}: a space in place of a leading zero. */
    private static final DateTimeFormatter PADDED = formatter("EEE MMM ppd HH:mm:ss uuuu");

    private static final int FIXED_LENGTH = 29;
    private static final int PADDED_LENGTH = 24;
    private static final int MAX_YEARS_AHEAD = 50;

    private HttpDate() {}

    /** Reads the day's name, which the year of two digits may not fit, but does not compare it. */
    private static DateTimeFormatter formatter(String pattern) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH)
                .withResolverStyle(ResolverStyle.STRICT)
                .withResolverFields(
                        ChronoField.YEAR,
                        ChronoField.MONTH_OF_YEAR,
                        ChronoField.DAY_OF_MONTH,
                        ChronoField.HOUR_OF_DAY,
                        ChronoField.MINUTE_OF_HOUR,
                        ChronoField.SECOND_OF_MINUTE);
    }

    public static String format(Instant instant) {
        return DateFormatter.format(Date.from(instant));
    }

    /**
     * Empty if it is in none of the three forms.
     *
     * @param now decides which century two digits of a year mean
     */
    public static Optional<Instant> parse(String value, Instant now) {
        try {
            return Optional.of(time(withoutLeapSecond(value), now).toInstant(ZoneOffset.UTC));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static LocalDateTime time(String value, Instant now) {
        return switch (value.length()) {
            case FIXED_LENGTH -> LocalDateTime.parse(value, FIXED);
            case PADDED_LENGTH -> LocalDateTime.parse(value, PADDED);
            default -> notTooFarAhead(LocalDateTime.parse(value, TWO_DIGITS), now);
        };
    }

    private static LocalDateTime notTooFarAhead(LocalDateTime time, Instant now) {
        var last = LocalDateTime.ofInstant(now, ZoneOffset.UTC).plusYears(MAX_YEARS_AHEAD);
        return time.isAfter(last) ? time.minusYears(100) : time;
    }

    /** The grammar has it, and our clock does not: it counts as the second before. */
    private static String withoutLeapSecond(String value) {
        return value.replace(" 23:59:60", " 23:59:59");
    }
}
