package org.cliniccontent.http;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * Entity tags (RFC 9110, section 8.8.3): made from bytes, and looked for in the lists of {@code If-Match} and
 * {@code If-None-Match}. The framework's own check compares {@code W/"x"} and {@code "x"} as different.
 *
 * <p>A field that is not such a list matches nothing, whatever is in it: then more is sent than was needed, or less is
 * changed than was wanted, and nothing wrong is done.
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
     * Weak comparison, as section 13.1.2 wants for {@code If-None-Match}, because a proxy that compresses weakens our
     * tags. {@code *} stands for any.
     *
     * @param lines the field's lines
     * @param tag a strong one
     */
    static boolean match(List<String> lines, String tag) {
        return contain(lines, tag, true) || areAny(lines);
    }

    /** Strong comparison, as section 13.1.1 wants for {@code If-Match}: a weak tag matches nothing. */
    static boolean matchStrongly(List<String> lines, String tag) {
        return contain(lines, tag, false) || areAny(lines);
    }

    /** Whether the field is {@code *}, which stands alone. */
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

    /** Behind the closing quote of the tag that starts here, or negative if none does. */
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
