package org.cliniccontent.bench;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** A prefix of a hash, long enough to distinguish a million responses. */
record Digest(long high, long low) {

    static Digest of(byte[] answer) {
        try {
            var hash = ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(answer));
            return new Digest(hash.getLong(), hash.getLong());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every virtual machine has SHA-256", e);
        }
    }
}
