package org.cliniccontent.sync;

import java.util.Locale;

/**
 * A segment of a pass, within which changes are ordered by their release.
 *
 * @param removals whether it contains removed or published entities
 * @param depth the number of links that lead on from its entities to others of their type; 0 for removals
 */
record PassSegment(boolean removals, String type, int depth) {

    String text() {
        return String.format(Locale.ROOT, "%s,%s,%d", removals ? "-" : "+", type, depth);
    }

    /**
     * Parses a segment.
     *
     * @throws IllegalArgumentException if it is not in the form of {@link #text}
     */
    static PassSegment parse(String text) {
        var parts = text.split(",", -1);
        if (parts.length != 3) {
            throw new IllegalArgumentException("not a segment");
        }
        return new PassSegment(parts[0].equals("-"), parts[1], Integer.parseInt(parts[2]));
    }
}
