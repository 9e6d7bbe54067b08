package org.cliniccontent.release;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * The state that a read describes: everything published at a release.
 *
 * @param pinned whether the release was requested explicitly, so that the response never changes
 * @param day the day for which the status of reviews is shown
 * @param passing whether that is today, so that the response changes at midnight
 */
public record ReadContext(long release, boolean pinned, LocalDate day, boolean passing) {

    public static ReadContext ofToday(long release, LocalDate today) {
        return new ReadContext(release, false, today, true);
    }

    /** Returns the context of a later page: all pages of a list describe the release of the first. */
    public ReadContext of(long release) {
        return new ReadContext(release, pinned, day, passing);
    }

    /**
     * Returns the midnight at which the status of reviews may change, counted from the day shown, even if it has
     * passed.
     */
    public Optional<Instant> until() {
        return passing
                ? Optional.of(day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant())
                : Optional.empty();
    }
}
