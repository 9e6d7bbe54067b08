package org.cliniccontent.http.log;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * The format of an API key: {@code cc_}, an identifying part, a secret part, and six characters of CRC-32 over all
 * before, so that a key is recognised anywhere and nothing else is mistaken for one. All in base 62.
 */
public final class KeyForm {

    public static final String PREFIX = "cc_";
    public static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    public static final int ID_LENGTH = 12;
    public static final int SECRET_LENGTH = 32;
    public static final int CHECK_LENGTH = 6;

    /** The length of a complete key. */
    public static final int LENGTH = PREFIX.length() + ID_LENGTH + SECRET_LENGTH + CHECK_LENGTH;

    private KeyForm() {}

    /** Returns the checksum of a key's preceding characters. */
    public static String check(String content) {
        var crc = new CRC32();
        crc.update(content.getBytes(StandardCharsets.US_ASCII));
        var check = new StringBuilder();
        for (long rest = crc.getValue(); check.length() < CHECK_LENGTH; rest /= DIGITS.length()) {
            check.append(DIGITS.charAt((int) (rest % DIGITS.length())));
        }
        return check.reverse().toString();
    }

    /** Checks whether a complete key begins at a position of a text. */
    static boolean isAt(String text, int start) {
        int end = start + LENGTH;
        if (end > text.length()) {
            return false;
        }
        int check = end - CHECK_LENGTH;
        return check(text.substring(start, check)).equals(text.substring(check, end));
    }
}
