package org.cliniccontent.release;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * What is read: all that was published at a release.
 *
 * @param pinned whether it was asked for by its release, and so will always be the same
 * @param day as of which it is said how reviews stand
 * @param passing whether that is today, and so will be another
 */
public record ReadContext(long release, boolean pinned, LocalDate day, boolean passing) {

    public static ReadContext ofToday(long release, LocalDate today) {
        return new ReadContext(release, false, today, true);
    }

    /** A later page's: all pages of a list are of the release of the first. */
    public ReadContext of(long release) {
        return new ReadContext(release, pinned, day, passing);
    }

    /** The midnight at which reviews may come to stand otherwise; of the day that is shown, also when it has passed. */
    public Optional<Instant> until() {
        return passing
                ? Optional.of(day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant())
                : Optional.empty();
    }
}
