package org.cliniccontent.http;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A secret key for message authentication codes (HMAC-SHA256, truncated to 128 bits). A token that clients hand back is
 * trusted only if its code was made with this key. It never prints itself.
 */
public final class SigningKey {

    /** The length of a code, in bytes. */
    public static final int CODE_BYTES = 16;

    static final int FINGERPRINT_BYTES = 4;

    private static final String ALGORITHM = "HmacSHA256";

    private final byte[] secret;

    public SigningKey(byte[] secret) {
        this.secret = secret.clone();
    }

    /** Derives a key for one purpose. It reveals nothing about this key, nor about the key for any other purpose. */
    public SigningKey derive(String purpose) {
        return new SigningKey(mac(purpose.getBytes(StandardCharsets.UTF_8)));
    }

    /** The beginning of the key's hash, by which tokens of another store are recognised. */
    byte[] fingerprint() {
        try {
            return Arrays.copyOf(MessageDigest.getInstance("SHA-256").digest(secret), FINGERPRINT_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    public byte[] code(byte[] content) {
        return Arrays.copyOf(mac(content), CODE_BYTES);
    }

    /** Verifies the code of a content in constant time. */
    public boolean made(byte[] code, byte[] content) {
        return MessageDigest.isEqual(code, code(content));
    }

    private byte[] mac(byte[] content) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret, ALGORITHM));
            return mac.doFinal(content);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }

    @Override
    public String toString() {
        return "SigningKey";
    }
}
