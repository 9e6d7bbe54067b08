package org.cliniccontent.read;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.ServiceTest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A cursor that a client made up, with a checksum that anyone can compute, is refused before its content is read. */
@ServiceTest
class ForgedCursorTest {

    private static final int CHECK_BYTES = 8;

    @ParameterizedTest
    @ValueSource(ints = {Integer.MAX_VALUE, 0x7fff_fff0, 1_000_000_000, -1, Integer.MIN_VALUE, 5, 1, 0})
    void aLengthThatAClientClaimsIsNotAllocated(int length) {
        Api.problem("/v1/releases?cursor=" + forged("releases", length), 400, "invalid-cursor");
    }

    /** In the format of version 1, whose checksum had no key. */
    private static String forged(String query, int keyLength) {
        var content = ByteBuffer.allocate(1 + CHECK_BYTES + Long.BYTES + Integer.BYTES + 1)
                .put((byte) 1)
                .put(digest(query.getBytes(StandardCharsets.UTF_8)))
                .putLong(1)
                .putInt(keyLength)
                .put((byte) '1')
                .array();
        var token = ByteBuffer.allocate(CHECK_BYTES + content.length)
                .put(digest(content))
                .put(content)
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
    }

    private static byte[] digest(byte[] bytes) {
        try {
            return Arrays.copyOf(MessageDigest.getInstance("SHA-256").digest(bytes), CHECK_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
