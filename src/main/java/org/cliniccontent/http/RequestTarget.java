package org.cliniccontent.http;

/** Validation of the characters of a request target before it is parsed (RFC 9112, section 3.2; RFC 3986). */
final class RequestTarget {

    private static final int ASCII = 128;

    /**
     * The characters allowed in a URI except the percent sign and the fragment's, and square brackets: only a host may
     * have them, yet no browser encodes them in a query.
     */
    private static final boolean[] ALLOWED = allowed();

    private RequestTarget() {}

    private static boolean[] allowed() {
        var allowed = new boolean[ASCII];
        for (char c = '0'; c <= 'z'; c++) {
            allowed[c] = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        }
        "-._~:/?[]@!$&'()*+,;=".chars().forEach(c -> allowed[c] = true);
        return allowed;
    }

    /** Returns the fault of the target, or {@code null}. */
    static String faultOf(String target) {
        boolean query = false;
        for (int i = 0; i < target.length(); i++) {
            char c = target.charAt(i);
            if (c == '%') {
                if (!isHex(target, i + 1) || !isHex(target, i + 2)) {
                    return "has a percent sign without two hexadecimal digits";
                }
            } else if (c >= ASCII || !ALLOWED[c] || (!query && (c == '[' || c == ']'))) {
                return "has a character that must be percent-encoded";
            }
            query = query || c == '?';
        }
        return null;
    }

    private static boolean isHex(String target, int i) {
        return i < target.length() && Character.digit(target.charAt(i), 16) >= 0 && target.charAt(i) < ASCII;
    }
}
