package org.cliniccontent.http;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.function.Supplier;
import java.util.zip.CRC32;

/**
 * Encodes records of one type as opaque tokens, authenticated by an HMAC, and decodes them again. No payload is parsed,
 * and nothing beyond the token's bounded length is allocated, before its code has been verified in constant time.
 *
 * <p>A token is {@code code || payload}, or {@code crc || fingerprint || code || payload} if the type's tokens outlive a
 * store, in Base64url without padding.
 *
 * @param <T> the record
 */
public final class TokenCodec<T> {

    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
    private static final Base64.Decoder DECODER = Base64.getUrlDecoder();

    private final TokenType<T> type;
    private final Supplier<SigningKey> key;

    /** @param key the key of this type alone: whatever another key has signed is refused */
    public TokenCodec(TokenType<T> type, Supplier<SigningKey> key) {
        this.type = type;
        this.key = key;
    }

    public String encode(T value) {
        return seal(type.payload(value));
    }

    /** Signs a payload as it is, for tests of payloads that {@link TokenType#payload} never writes. */
    public String seal(byte[] payload) {
        var signer = key.get();
        var sealed = ByteBuffer.allocate(headLength() + SigningKey.CODE_BYTES + payload.length);
        if (type.outlivesStore()) {
            sealed.position(Integer.BYTES).put(signer.fingerprint());
        }
        sealed.put(signer.code(payload)).put(payload);
        if (type.outlivesStore()) {
            sealed.putInt(0, checksum(sealed.array()));
        }
        return ENCODER.encodeToString(sealed.array());
    }

    /**
     * Verifies a token and parses its payload.
     *
     * @throws RefusedException if it was not encoded here, by this key, as a token of this type
     */
    public T decode(String token) throws RefusedException {
        var payload = ByteBuffer.wrap(open(token));
        try {
            return type.parse(payload);
        } catch (CharacterCodingException | BufferUnderflowException | IllegalArgumentException e) {
            throw new RefusedException(false);
        }
    }

    private byte[] open(String token) throws RefusedException {
        var bytes = bytes(token);
        int head = headLength();
        var payload = Arrays.copyOfRange(bytes, head + SigningKey.CODE_BYTES, bytes.length);
        var signer = key.get();
        if (type.outlivesStore()) {
            requireFingerprint(bytes, signer);
        }
        if (!signer.made(Arrays.copyOfRange(bytes, head, head + SigningKey.CODE_BYTES), payload)) {
            throw new RefusedException(false);
        }
        return payload;
    }

    /** A lost or changed character fails the checksum, so only an intact token is said to be another store's. */
    private static void requireFingerprint(byte[] bytes, SigningKey signer) throws RefusedException {
        if (ByteBuffer.wrap(bytes).getInt() != checksum(bytes)) {
            throw new RefusedException(false);
        }
        var fingerprint = Arrays.copyOfRange(bytes, Integer.BYTES, Integer.BYTES + SigningKey.FINGERPRINT_BYTES);
        if (!Arrays.equals(fingerprint, signer.fingerprint())) {
            throw new RefusedException(true);
        }
    }

    private byte[] bytes(String token) throws RefusedException {
        if (token.length() > type.maxLength()) {
            throw new RefusedException(false);
        }
        try {
            var bytes = DECODER.decode(token);
            // Several texts decode to the same bytes; only the one that was given out is accepted.
            if (bytes.length > headLength() + SigningKey.CODE_BYTES
                    && ENCODER.encodeToString(bytes).equals(token)) {
                return bytes;
            }
        } catch (IllegalArgumentException e) {
            // Refused below, like every other malformed token.
        }
        throw new RefusedException(false);
    }

    private int headLength() {
        return type.outlivesStore() ? Integer.BYTES + SigningKey.FINGERPRINT_BYTES : 0;
    }

    private static int checksum(byte[] bytes) {
        var checksum = new CRC32();
        checksum.update(bytes, Integer.BYTES, bytes.length - Integer.BYTES);
        return (int) checksum.getValue();
    }

    /** Decodes a text of a payload, whose length is compared with what is left before it is allocated. */
    public static String text(ByteBuffer payload, int length) throws CharacterCodingException {
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(take(payload, length)))
                .toString();
    }

    static byte[] take(ByteBuffer payload, int length) {
        if (length < 0 || length > payload.remaining()) {
            throw new IllegalArgumentException("longer than the payload");
        }
        var bytes = new byte[length];
        payload.get(bytes);
        return bytes;
    }

    /** A token that this codec did not encode. */
    public static final class RefusedException extends Exception {

        private final boolean ofAnotherStore;

        RefusedException(boolean ofAnotherStore) {
            super("not a token of this service", null, false, false);
            this.ofAnotherStore = ofAnotherStore;
        }

        /** Tells whether the token is intact and names another store, whose tokens cannot be verified here. */
        public boolean isOfAnotherStore() {
            return ofAnotherStore;
        }
    }
}
