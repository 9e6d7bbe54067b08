package org.cliniccontent.release;

import java.util.Arrays;

/**
 * A verbatim source that is addressed by offsets in Unicode code points, as passages do, and not by Java's UTF-16
 * units.
 */
public final class SourceText {

    /** How many code points lie between two places that are known, so that none is searched from the beginning. */
    private static final int STEP = 256;

    private final String text;
    private final int length;

    /** Where every code point of a number that {@link #STEP} divides stands; empty if all do at their own number. */
    private final int[] known;

    public SourceText(String text) {
        this.text = text;
        this.length = text.codePointCount(0, text.length());
        this.known = length == text.length() ? new int[0] : places(text, length);
    }

    private static int[] places(String text, int length) {
        var places = new int[length / STEP + 1];
        for (int i = 1; i < places.length; i++) {
            places[i] = text.offsetByCodePoints(places[i - 1], STEP);
        }
        return places;
    }

    /** Where a code point stands in UTF-16. */
    private int place(int codePoint) {
        return known.length == 0 ? codePoint : text.offsetByCodePoints(known[codePoint / STEP], codePoint % STEP);
    }

    /** How many code points are before a place in UTF-16. */
    private int codePoint(int place) {
        if (known.length == 0) {
            return place;
        }
        int found = Arrays.binarySearch(known, place);
        int step = found >= 0 ? found : -found - 2;
        return step * STEP + text.codePointCount(known[step], place);
    }

    /** In code points. */
    public int length() {
        return length;
    }

    public String text() {
        return text;
    }

    public boolean has(int start, int end) {
        return 0 <= start && start < end && end <= length;
    }

    public String between(int start, int end) {
        return text.substring(place(start), place(end));
    }

    /** The offset of the first occurrence at or after {@code from}, or -1. */
    public int indexOf(String quote, int from) {
        int at = text.indexOf(quote, place(from));
        return at < 0 ? -1 : codePoint(at);
    }

    public static int lengthOf(String quote) {
        return quote.codePointCount(0, quote.length());
    }
}
