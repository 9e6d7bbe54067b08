package org.cliniccontent.content;

import java.util.Arrays;

/**
 * A verbatim source that is addressed by offsets in Unicode code points, as passages do, and not by Java's UTF-16
 * units. Looking up an offset takes the same time wherever it is.
 */
public final class SourceText {

    /** Of how many code points one is noted where it begins. */
    private static final int STEP = 256;

    private final String text;
    private final int length;

    /** Where each {@link #STEP}th code point begins; null if every code point is one unit. */
    private final int[] starts;

    public SourceText(String text) {
        this.text = text;
        this.length = text.codePointCount(0, text.length());
        this.starts = length == text.length() ? null : starts(text, length);
    }

    private static int[] starts(String text, int length) {
        var starts = new int[length / STEP + 1];
        for (int i = 1; i < starts.length; i++) {
            starts[i] = text.offsetByCodePoints(starts[i - 1], STEP);
        }
        return starts;
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
        return text.substring(unitOf(start), unitOf(end));
    }

    /** Whether what stands between two offsets is a certain text; nothing is copied, however much stands there. */
    public boolean isAt(int start, int end, String part) {
        return has(start, end) && end - start == lengthOf(part) && hasAt(start, part);
    }

    /** Whether a text stands at an offset. */
    public boolean hasAt(int start, String part) {
        return 0 <= start && start < length && text.startsWith(part, unitOf(start));
    }

    private int unitOf(int offset) {
        return starts == null ? offset : text.offsetByCodePoints(starts[offset / STEP], offset % STEP);
    }

    /** The offset of the first occurrence at or after {@code from}, or -1. */
    public int indexOf(String quote, int from) {
        int at = text.indexOf(quote, unitOf(from));
        return at < 0 ? -1 : offsetOf(at);
    }

    /** How many code points of white space there are from an offset on. */
    public int blanksFrom(int start) {
        int unit = unitOf(start);
        int blanks = 0;
        while (unit < text.length() && Character.isWhitespace(text.codePointAt(unit))) {
            unit += Character.charCount(text.codePointAt(unit));
            blanks++;
        }
        return blanks;
    }

    /** The offset of the code point that begins at a UTF-16 unit. */
    public int offsetOf(int unit) {
        if (starts == null) {
            return unit;
        }
        int at = Arrays.binarySearch(starts, unit);
        int step = at >= 0 ? at : -at - 2;
        return step * STEP + text.codePointCount(starts[step], unit);
    }

    public static int lengthOf(String quote) {
        return quote.codePointCount(0, quote.length());
    }
}
