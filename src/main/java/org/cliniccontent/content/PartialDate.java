package org.cliniccontent.content;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.Year;
import java.time.YearMonth;
import java.util.Optional;
import java.util.regex.Pattern;

/** A date of the calendar, as precise as it is known: {@code 2026}, {@code 2026-01} or {@code 2026-01-31}. */
public record PartialDate(LocalDate firstDay, LocalDate lastDay) {

    private static final Pattern FORM = Pattern.compile("[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?");
    private static final int YEAR_LENGTH = 4;
    private static final int MONTH_LENGTH = 7;

    /** Empty if it is not one. */
    public static Optional<PartialDate> parse(String text) {
        if (!FORM.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    switch (text.length()) {
                        case YEAR_LENGTH -> ofYear(Year.parse(text));
                        case MONTH_LENGTH -> ofMonth(YearMonth.parse(text));
                        default -> new PartialDate(LocalDate.parse(text), LocalDate.parse(text));
                    });
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
}
