package org.cliniccontent.content;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.LocalDate;
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
     * A review without a date for the next is due twelve months later, as precise as it is itself. Nothing is due after
     * a text that is not a date.
     */
    public static Review of(String lastReviewed, String nextDue) {
        if (lastReviewed == null || nextDue != null) {
            return new Review(lastReviewed, nextDue);
        }
        var next = PartialDate.parse(lastReviewed).map(PartialDate::aYearLater);
        return new Review(lastReviewed, next.map(PartialDate::toString).orElse(null));
    }
}
