package org.cliniccontent.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.CRC32;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.cliniccontent.http.TokenCodec.RefusedException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

/** A token is decoded by the codec that encoded it, and by no other; whatever was changed is refused unread. */
class TokenCodecTest {

    private static final int MAX_LENGTH = 400;
    private static final int CHECKSUM_BYTES = 4;
    private static final SigningKey ROOT = new SigningKey("of this store".getBytes(StandardCharsets.UTF_8));

    private final Payloads plain = new Payloads(false);
    private final Payloads named = new Payloads(true);

    /** Payloads as they are; counts those that it was given to parse. */
    private static final class Payloads implements TokenType<byte[]> {

        private final boolean outlivesStore;
        private int parsed;

        Payloads(boolean outlivesStore) {
            this.outlivesStore = outlivesStore;
        }

        @Override
        public int maxLength() {
            return MAX_LENGTH;
        }

        @Override
        public boolean outlivesStore() {
            return outlivesStore;
        }

        @Override
        public byte[] payload(byte[] value) {
            return value;
        }

        @Override
        public byte[] parse(ByteBuffer payload) {
            parsed++;
            return TokenCodec.take(payload, payload.remaining());
        }
    }

    private static TokenCodec<byte[]> codec(Payloads type) {
        return new TokenCodec<>(type, () -> ROOT);
    }

    private Payloads type(boolean outlivesStore) {
        return outlivesStore ? named : plain;
    }

    @Property(tries = 500)
    void decodesWhatItEncoded(@ForAll boolean outlivesStore, @ForAll @Size(min = 1, max = 250) byte[] payload)
            throws RefusedException {
        var codec = codec(type(outlivesStore));
        assertThat(codec.decode(codec.encode(payload))).isEqualTo(payload);
    }

    @Property(tries = 50)
    void refusesEverySingleBitThatChanged(
            @ForAll boolean outlivesStore, @ForAll @Size(min = 1, max = 40) byte[] payload) {
        var type = type(outlivesStore);
        var bytes = bytes(codec(type).encode(payload));
        for (int bit = 0; bit < bytes.length * Byte.SIZE; bit++) {
            refuses(type, text(flipped(bytes, bit)), false);
        }
    }

    /** Anyone can compute the checksum, which tells a garbled token from one of another store. */
    @Property(tries = 50)
    void refusesEverySingleBitThatChangedWithAChecksumToMatch(@ForAll @Size(min = 1, max = 40) byte[] payload) {
        var bytes = bytes(codec(named).encode(payload));
        for (int bit = CHECKSUM_BYTES * Byte.SIZE; bit < bytes.length * Byte.SIZE; bit++) {
            var forged = flipped(bytes, bit);
            var checksum = new CRC32();
            checksum.update(forged, CHECKSUM_BYTES, forged.length - CHECKSUM_BYTES);
            ByteBuffer.wrap(forged).putInt((int) checksum.getValue());
            boolean namesAnotherStore = bit < (CHECKSUM_BYTES + SigningKey.FINGERPRINT_BYTES) * Byte.SIZE;
            refuses(named, text(forged), namesAnotherStore);
        }
    }

    @Property(tries = 500)
    void refusesATokenOfAnotherLength(
            @ForAll boolean outlivesStore,
            @ForAll @Size(min = 1, max = 100) byte[] payload,
            @ForAll @IntRange(max = 200) int length) {
        var type = type(outlivesStore);
        var bytes = bytes(codec(type).encode(payload));
        assumeThat(length).isNotEqualTo(bytes.length);
        refuses(type, text(Arrays.copyOf(bytes, length)), false);
    }

    @Property(tries = 500)
    void refusesEveryOtherSpellingOfAToken(
            @ForAll boolean outlivesStore,
            @ForAll @Size(min = 1, max = 40) byte[] payload,
            @ForAll @IntRange(max = 10_000) int at,
            @ForAll char with) {
        var type = type(outlivesStore);
        var token = new StringBuilder(codec(type).encode(payload));
        assumeThat(token.charAt(at % token.length())).isNotEqualTo(with);
        token.setCharAt(at % token.length(), with);
        refuses(type, token.toString(), false);
        refuses(type, codec(type).encode(payload) + "=", false);
    }

    @Property(tries = 500)
    void refusesAnyOtherText(@ForAll boolean outlivesStore, @ForAll String text) {
        refuses(type(outlivesStore), text, false);
    }

    /** Both forms of token, and each with the key of any other purpose. */
    @Property(tries = 500)
    void refusesATokenOfAnotherType(
            @ForAll boolean outlivesStore,
            @ForAll @Size(min = 1, max = 40) byte[] payload,
            @ForAll String purpose,
            @ForAll String other) {
        assumeThat(purpose).isNotEqualTo(other);
        var type = type(outlivesStore);
        var token = new TokenCodec<>(type, () -> ROOT.derive(purpose)).encode(payload);
        refuses(new TokenCodec<>(type, () -> ROOT.derive(other)), type, token, outlivesStore);
        refuses(type, token, outlivesStore);
        refuses(type(!outlivesStore), codec(type).encode(payload), false);
    }

    @Test
    void refusesATokenThatIsTooLongThoughItIsSigned() {
        for (var type : new Payloads[] {plain, named}) {
            refuses(type, codec(type).seal(new byte[MAX_LENGTH]), false);
        }
    }

    private static void refuses(Payloads type, String token, boolean ofAnotherStore) {
        refuses(codec(type), type, token, ofAnotherStore);
    }

    private static void refuses(TokenCodec<byte[]> codec, Payloads type, String token, boolean ofAnotherStore) {
        int parsed = type.parsed;
        assertThatThrownBy(() -> codec.decode(token))
                .isInstanceOfSatisfying(RefusedException.class, refused -> assertThat(refused.isOfAnotherStore())
                        .isEqualTo(ofAnotherStore));
        assertThat(type.parsed).as("payloads that were parsed").isEqualTo(parsed);
    }

    private static byte[] flipped(byte[] bytes, int bit) {
        var changed = bytes.clone();
        changed[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
        return changed;
    }

    private static byte[] bytes(String token) {
        return Base64.getUrlDecoder().decode(token);
    }

    private static String text(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
