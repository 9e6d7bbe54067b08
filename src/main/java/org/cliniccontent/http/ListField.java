package org.cliniccontent.http;

/** An iterator over the elements of one line of a list field (RFC 9110, section 5.6.1). Empty elements are skipped. */
final class ListField {

    private final String line;
    private int at;

    ListField(String line) {
        this.line = line;
    }

    /** Advances to the next element, if there is one. */
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
     * Advances past an element.
     *
     * @return whether it ends there: only white space precedes the next comma or the end of the line
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
