package org.cliniccontent.nemesis;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.zip.CRC32;

/** Corruptions of tokens. */
final class Tokens {

    private Tokens() {}

    /**
     * Returns a garbled token, which may by chance be the same.
     *
     * @param how 0: a character is replaced, 1: the end is missing, 2: a part is repeated
     */
    static String garbled(String token, int how, int place, char other) {
        int at = place % token.length();
        return switch (how) {
            case 0 -> token.substring(0, at) + other + token.substring(at + 1);
            case 1 -> token.substring(0, at);
            default -> token.substring(0, at) + token.substring(at / 2);
        };
    }

    /** Returns the token as another store would have issued it: a checksum, the store, and the rest. */
    static String ofAnotherStore(String token) {
        var bytes = Base64.getUrlDecoder().decode(token);
        bytes[Integer.BYTES] ^= 1;
        var sum = new CRC32();
        sum.update(bytes, Integer.BYTES, bytes.length - Integer.BYTES);
        ByteBuffer.wrap(bytes).putInt((int) sum.getValue());
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
