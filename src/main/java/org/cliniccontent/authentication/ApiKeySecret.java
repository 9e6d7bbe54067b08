package org.cliniccontent.authentication;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.cliniccontent.http.log.KeyForm;

/** A whole API key in its {@link KeyForm}: 12 characters that are not secret and name it, and 32 that are (190 bits). */
public final class ApiKeySecret {

    static final String PREFIX = KeyForm.PREFIX;

    private static final Pattern FORM = Pattern.compile(String.format(
            Locale.ROOT,
            "%s[0-9A-Za-z]{%d}",
            PREFIX,
            KeyForm.ID_LENGTH + KeyForm.SECRET_LENGTH + KeyForm.CHECK_LENGTH));
    private static final SecureRandom RANDOM = new SecureRandom();

    private final String text;

    private ApiKeySecret(String text) {
        this.text = text;
    }

    /** A new one. */
    public static ApiKeySecret generate() {
        return of(random(KeyForm.ID_LENGTH), random(KeyForm.SECRET_LENGTH));
    }

    public static ApiKeySecret of(String id, String secret) {
        var content = PREFIX + id + secret;
        return new ApiKeySecret(content + KeyForm.check(content));
    }

    private static String random(int length) {
        return RANDOM.ints(length, 0, KeyForm.DIGITS.length())
                .map(KeyForm.DIGITS::charAt)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** Empty if it has not the form of a key, or not its checksum. */
    public static Optional<ApiKeySecret> parse(String text) {
        if (!FORM.matcher(text).matches()) {
            return Optional.empty();
        }
        int end = text.length() - KeyForm.CHECK_LENGTH;
        return KeyForm.check(text.substring(0, end)).equals(text.substring(end))
                ? Optional.of(new ApiKeySecret(text))
                : Optional.empty();
    }

    /** What names it, and is not secret. */
    public String id() {
        return text.substring(PREFIX.length(), PREFIX.length() + KeyForm.ID_LENGTH);
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
}
