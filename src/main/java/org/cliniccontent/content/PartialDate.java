package org.cliniccontent.content;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.Year;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A date of the calendar, as precise as it is known: {@code 2026}, {@code 2026-01} or {@code 2026-01-31}. This class
 * alone decides which texts are dates. The pattern in the bundle's schema and the checks of the database only describe
 * their form; years are 0001 to 9999.
 */
public record PartialDate(LocalDate firstDay, LocalDate lastDay) {

    /** The rule in words, for faults. */
    public static final String RULE = "must be a date of the calendar: 2026, 2026-01 or 2026-01-31";

    private static final Pattern FORM = Pattern.compile("[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?");
    private static final int YEAR_LENGTH = 4;
    private static final int MONTH_LENGTH = 7;
    private static final int LAST_YEAR = 9999;

    /** Parses a date, or returns empty if the text is not one. */
    public static Optional<PartialDate> parse(String text) {
        if (!FORM.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            var date =
                    switch (text.length()) {
                        case YEAR_LENGTH -> ofYear(Year.parse(text));
                        case MONTH_LENGTH -> ofMonth(YearMonth.parse(text));
                        default -> new PartialDate(LocalDate.parse(text), LocalDate.parse(text));
                    };
            // ISO 8601 has a year 0; calendars in use have not.
            return Optional.of(date).filter(parsed -> parsed.firstDay.getYear() > 0);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static PartialDate ofYear(Year year) {
        return new PartialDate(year.atDay(1), year.atMonth(12).atEndOfMonth());
    }

    private static PartialDate ofMonth(YearMonth month) {
        return new PartialDate(month.atDay(1), month.atEndOfMonth());
    }

    /** The same date a year later. The last year has none after it: its dates are their own. */
    public PartialDate aYearLater() {
        if (firstDay.getYear() == LAST_YEAR) {
            return this;
        }
        var first = firstDay.plusYears(1);
        if (firstDay.equals(lastDay)) {
            return new PartialDate(first, first);
        }
        return isYear() ? ofYear(Year.from(first)) : ofMonth(YearMonth.from(first));
    }

    private boolean isYear() {
        return ChronoUnit.MONTHS.between(firstDay, lastDay) > 0;
    }

    /** The date as it is written, which {@link #parse} reads back. */
    @Override
    public String toString() {
        var day = firstDay.toString();
        if (firstDay.equals(lastDay)) {
            return day;
        }
        return day.substring(0, isYear() ? YEAR_LENGTH : MONTH_LENGTH);
    }
}
