package org.cliniccontent.http;

/** Walks through the elements of one line of a list field (RFC 9110, section 5.6.1), empty ones left out. */
final class ListField {

    private final String line;
    private int at;

    ListField(String line) {
        this.line = line;
    }

    /** Goes to the beginning of the next element, if there is one. */
    boolean next() {
        while (at < line.length() && (line.charAt(at) == ',' || isSpace(line.charAt(at)))) {
            at++;
        }
        return at < line.length();
    }

    int at() {
        return at;
    }

    /**
     * Goes behind an element.
     *
     * @return whether it ends there: nothing but space is before the next comma or the end of the line
     */
    boolean endsAt(int end) {
        at = afterSpace(end);
        return at == line.length() || line.charAt(at) == ',';
    }

    int afterSpace(int start) {
        int end = start;
        while (end < line.length() && isSpace(line.charAt(end))) {
            end++;
        }
        return end;
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t';
    }
}
