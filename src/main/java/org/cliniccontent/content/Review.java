package org.cliniccontent.content;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.LocalDate;
import java.time.Year;
import java.time.YearMonth;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * When an entity was reviewed and is to be reviewed again, each as precise as it is known: a year, a month or a day.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Review(String lastReviewed, String nextDue) {

    /** What OVERDUE and DUE_SOON mean, for a date and a day. */
    @Schema(
            name = "ReviewStatus",
            description = "CURRENT; DUE_SOON: the next review is due within 90 days; OVERDUE: it was due before today "
                    + "(UTC). A date without a day is due at its end.")
    public enum Status {
        CURRENT,
        DUE_SOON,
        OVERDUE;

        public static final int SOON_DAYS = 90;

        public static Status of(LocalDate due, LocalDate today) {
            if (due.isBefore(today)) {
                return OVERDUE;
            }
            return due.isAfter(today.plusDays(SOON_DAYS)) ? CURRENT : DUE_SOON;
        }
    }

    /**
     * A review without a date for the next is due twelve months later, as precise as it is itself. (After what is no
     * date nothing is due; it cannot be published.)
     */
    public static Review of(String lastReviewed, String nextDue) {
        if (lastReviewed == null
                || nextDue != null
                || PartialDate.parse(lastReviewed).isEmpty()) {
            return new Review(lastReviewed, nextDue);
        }
        var next =
                switch (lastReviewed.length()) {
                    case 4 -> Year.parse(lastReviewed).plusYears(1).toString();
                    case 7 -> YearMonth.parse(lastReviewed).plusYears(1).toString();
                    default -> LocalDate.parse(lastReviewed).plusYears(1).toString();
                };
        return new Review(lastReviewed, next);
    }

    /** The last day of a partial date. */
    public static LocalDate lastDayOf(String partialDate) {
        return switch (partialDate.length()) {
            case 4 -> Year.parse(partialDate).atMonth(12).atEndOfMonth();
            case 7 -> YearMonth.parse(partialDate).atEndOfMonth();
            default -> LocalDate.parse(partialDate);
        };
    }
}
