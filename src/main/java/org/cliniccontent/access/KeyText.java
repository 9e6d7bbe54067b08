package org.cliniccontent.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * A whole API key: {@code cc_}, 12 characters that are not secret and name it, 32 that are secret (190 bits), and 6
 * that are the CRC-32 of all before, so that a scanner knows a leaked one without asking anybody. All in base 62.
 */
public final class KeyText {

    static final String PREFIX = "cc_";

    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int ID_LENGTH = 12;
    private static final int SECRET_LENGTH = 32;
    private static final int CHECK_LENGTH = 6;
    private static final Pattern FORM = Pattern.compile(
            String.format(Locale.ROOT, "%s[0-9A-Za-z]{%d}", PREFIX, ID_LENGTH + SECRET_LENGTH + CHECK_LENGTH));
    private static final SecureRandom RANDOM = new SecureRandom();

    private final String text;

    private KeyText(String text) {
        this.text = text;
    }

    /** A new one. */
    public static KeyText generate() {
        return of(random(ID_LENGTH), random(SECRET_LENGTH));
    }

    static KeyText of(String id, String secret) {
        var content = PREFIX + id + secret;
        return new KeyText(content + check(content));
    }

    private static String random(int length) {
        return RANDOM.ints(length, 0, DIGITS.length())
                .map(DIGITS::charAt)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** Empty if it has not the form of a key, or not its checksum. */
    public static Optional<KeyText> parse(String text) {
        if (!FORM.matcher(text).matches()) {
            return Optional.empty();
        }
        int end = text.length() - CHECK_LENGTH;
        return check(text.substring(0, end)).equals(text.substring(end))
                ? Optional.of(new KeyText(text))
                : Optional.empty();
    }

    /** What names it, and is not secret. */
    public String id() {
        return text.substring(PREFIX.length(), PREFIX.length() + ID_LENGTH);
    }

    /** The whole, to be shown once. */
    public String secret() {
        return text;
    }

    /** What is stored of it. A plain hash is enough for a secret that nobody can guess. */
    String sha256() {
        try {
            var hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Whether it is the key of a hash, in a time that does not tell how much of it fits. */
    boolean matches(String sha256) {
        return MessageDigest.isEqual(
                sha256().getBytes(StandardCharsets.US_ASCII), sha256.getBytes(StandardCharsets.US_ASCII));
    }

    /** Without the secret: it may be logged. */
    @Override
    public String toString() {
        return "key:" + id();
    }

    private static String check(String content) {
        var crc = new CRC32();
        crc.update(content.getBytes(StandardCharsets.US_ASCII));
        var check = new StringBuilder();
        for (long rest = crc.getValue(); check.length() < CHECK_LENGTH; rest /= DIGITS.length()) {
            check.append(DIGITS.charAt((int) (rest % DIGITS.length())));
        }
        return check.reverse().toString();
    }
}
