package org.cliniccontent.nemesis;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.zip.CRC32;

/** What becomes of tokens. */
final class Tokens {

    private Tokens() {}

    /**
     * Not as it was given, but perhaps by chance.
     *
     * @param how 0: a character is another, 1: the end is missing, 2: some of it is there twice
     */
    static String garbled(String token, int how, int place, char other) {
        int at = place % token.length();
        return switch (how) {
            case 0 -> token.substring(0, at) + other + token.substring(at + 1);
            case 1 -> token.substring(0, at);
            default -> token.substring(0, at) + token.substring(at / 2);
        };
    }

    /** As another store would have given it: a sum over what follows, of which store it is, and the rest. */
    static String ofAnotherStore(String token) {
        var bytes = Base64.getUrlDecoder().decode(token);
        bytes[Integer.BYTES] ^= 1;
        var sum = new CRC32();
        sum.update(bytes, Integer.BYTES, bytes.length - Integer.BYTES);
        ByteBuffer.wrap(bytes).putInt((int) sum.getValue());
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
