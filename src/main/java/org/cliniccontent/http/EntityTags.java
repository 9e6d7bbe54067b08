package org.cliniccontent.http;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/** Entity tags (RFC 9110, section 8.8.3): made from bytes, and compared as {@code If-None-Match} asks. */
final class EntityTags {

    private static final Pattern TAG = Pattern.compile("(?:W/)?(\"[\\x21\\x23-\\x7e\\x80-\\xff]*\")");
    private static final int HASH_BYTES = 16;

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
     * Whether the client has this representation: weak comparison, as section 13.1.2 wants, because a proxy that
     * compresses weakens our tags. The framework's own check compares {@code W/"x"} and {@code "x"} as different.
     *
     * @param ifNoneMatch the field's lines
     */
    static boolean match(List<String> ifNoneMatch, String tag) {
        return ifNoneMatch.stream()
                .anyMatch(line -> line.strip().equals("*")
                        || TAG.matcher(line).results().anyMatch(result -> result.group(1)
                                .equals(tag)));
    }
}
