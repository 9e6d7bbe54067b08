package org.cliniccontent.attack;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;

/** Cursors as anyone could have made them while their checksum had no key. */
final class Cursors {

    private static final int CHECK_BYTES = 8;

    private Cursors() {}

    /** Returns a cursor of the list of releases whose sort key claims to have a number of bytes. */
    static String claiming(int length) throws GeneralSecurityException {
        var content = ByteBuffer.allocate(1 + CHECK_BYTES + 8 + 4 + 4)
                .put((byte) 1)
                .put(digest("releases".getBytes(StandardCharsets.US_ASCII)))
                .putLong(1)
                .putInt(length)
                .put("name".getBytes(StandardCharsets.US_ASCII))
                .array();
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(ByteBuffer.allocate(CHECK_BYTES + content.length)
                        .put(digest(content))
                        .put(content)
                        .array());
    }

    private static byte[] digest(byte[] bytes) throws GeneralSecurityException {
        return Arrays.copyOf(MessageDigest.getInstance("SHA-256").digest(bytes), CHECK_BYTES);
    }
}
