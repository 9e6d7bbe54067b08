package org.cliniccontent.release;

/**
 * A verbatim source that is addressed by offsets in Unicode code points, as passages do, and not by Java's UTF-16
 * units.
 */
public final class SourceText {

    private final String text;
    private final int length;

    public SourceText(String text) {
        this.text = text;
        this.length = text.codePointCount(0, text.length());
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
        int from = text.offsetByCodePoints(0, start);
        return text.substring(from, text.offsetByCodePoints(from, end - start));
    }

    /** The offset of the first occurrence at or after {@code from}, or -1. */
    public int indexOf(String quote, int from) {
        int at = text.indexOf(quote, text.offsetByCodePoints(0, from));
        return at < 0 ? -1 : text.codePointCount(0, at);
    }

    public static int lengthOf(String quote) {
        return quote.codePointCount(0, quote.length());
    }
}
