package org.cliniccontent.sync;

import java.util.Locale;

/**
 * A stretch of a pass, within which changes are in the order in which they were released.
 *
 * @param removals whether it has what was removed, or what is published
 * @param depth how many links lead on from its entities to others of their type; 0 for removals
 */
record PassSegment(boolean removals, String type, int depth) {

    String text() {
        return String.format(Locale.ROOT, "%s,%s,%d", removals ? "-" : "+", type, depth);
    }

    /** @throws IllegalArgumentException if it is not what {@link #text} gives */
    static PassSegment parse(String text) {
        var parts = text.split(",", -1);
        if (parts.length != 3) {
            throw new IllegalArgumentException("not a segment");
        }
        return new PassSegment(parts[0].equals("-"), parts[1], Integer.parseInt(parts[2]));
    }
}
