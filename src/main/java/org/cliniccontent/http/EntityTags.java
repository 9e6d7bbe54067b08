package org.cliniccontent.http;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * Entity tags (RFC 9110, section 8.8.3): computed from bytes, and compared with the lists of {@code If-Match} and
 * {@code If-None-Match}. The framework's own check treats {@code W/"x"} and {@code "x"} as different.
 *
 * <p>A malformed field matches nothing, whatever it contains. The service then sends more than necessary or changes
 * less than requested, which does no harm.
 */
final class EntityTags {

    private static final int HASH_BYTES = 16;
    private static final String WEAK = "W/";

    private EntityTags() {}

    /** A strong tag: equal bytes have equal tags on every replica and after every restart. */
    static String strong(byte[] bytes) {
        try {
            var hash = MessageDigest.getInstance("SHA-256").digest(bytes);
            return '"' + Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, HASH_BYTES)) + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /**
     * Compares weakly, as section 13.1.2 demands for {@code If-None-Match}, because a proxy that compresses weakens our
     * tags. {@code *} matches any tag.
     *
     * @param lines the field's lines
     * @param tag a strong tag
     */
    static boolean match(List<String> lines, String tag) {
        return contain(lines, tag, true) || areAny(lines);
    }

    /** Compares strongly, as section 13.1.1 demands for {@code If-Match}: a weak tag matches nothing. */
    static boolean matchStrongly(List<String> lines, String tag) {
        return contain(lines, tag, false) || areAny(lines);
    }

    /** Checks whether the field is {@code *}, which must stand alone. */
    static boolean areAny(List<String> lines) {
        return lines.size() == 1 && lines.get(0).strip().equals("*");
    }

    private static boolean contain(List<String> lines, String tag, boolean weakly) {
        if (lines.size() == 1 && lines.get(0).equals(tag)) {
            return true;
        }
        boolean found = false;
        for (String line : lines) {
            var list = new ListField(line);
            while (list.next()) {
                boolean weak = line.startsWith(WEAK, list.at());
                int start = weak ? list.at() + WEAK.length() : list.at();
                int end = end(line, start);
                if (end < 0 || !list.endsAt(end)) {
                    return false;
                }
                found |= (weakly || !weak) && end - start == tag.length() && line.startsWith(tag, start);
            }
        }
        return found;
    }

    /**
     * Returns the index after the closing quote of the tag that starts here, or a negative number if there is no such
     * tag.
     */
    private static int end(String line, int start) {
        if (start == line.length() || line.charAt(start) != '"') {
            return -1;
        }
        for (int i = start + 1; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"') {
                return i + 1;
            }
            if (c <= ' ' || c == 0x7f || c > 0xff) {
                return -1;
            }
        }
        return -1;
    }
}
