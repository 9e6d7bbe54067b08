package org.cliniccontent.http;

import java.util.BitSet;

/** The characters of a request target, before anybody takes it apart (RFC 9112, section 3.2; RFC 3986). */
final class RequestTarget {

    /**
     * All that a URI may consist of but the percent sign and the fragment's, and square brackets: only a host may have
     * them, yet no browser encodes them in a query.
     */
    private static final BitSet ALLOWED = allowed();

    private RequestTarget() {}

    private static BitSet allowed() {
        var allowed = new BitSet();
        allowed.set('a', 'z' + 1);
        allowed.set('A', 'Z' + 1);
        allowed.set('0', '9' + 1);
        "-._~:/?[]@!$&'()*+,;=".chars().forEach(allowed::set);
        return allowed;
    }

    /** What is wrong with it, or {@code null}. */
    static String faultOf(String target) {
        boolean query = false;
        for (int i = 0; i < target.length(); i++) {
            char c = target.charAt(i);
            if (c == '%') {
                if (!isHex(target, i + 1) || !isHex(target, i + 2)) {
                    return "has a percent sign without two hexadecimal digits";
                }
            } else if (!ALLOWED.get(c) || (!query && (c == '[' || c == ']'))) {
                return "has a character that must be percent-encoded";
            }
            query = query || c == '?';
        }
        return null;
    }

    private static boolean isHex(String target, int i) {
        return i < target.length() && Character.digit(target.charAt(i), 16) >= 0 && target.charAt(i) < 128;
    }
}
