package org.cliniccontent.read;

import java.time.LocalDate;

/**
 * What is read: all that was published at a release.
 *
 * @param pinned whether it was asked for by its release, and so will always be the same
 * @param day as of which it is said how reviews stand
 */
record Edition(long release, boolean pinned, LocalDate day) {

    /** A later page's: all pages of a list are of the release of the first. */
    Edition of(long release) {
        return new Edition(release, pinned, day);
    }
}
