package org.cliniccontent.partner;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.erdtman.jcs.JsonCanonicalizer;

/** Hashes as defined by the contract. */
final class Sha256 {

    private Sha256() {}

    static byte[] of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] of(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Returns the hash of an entity's canonical JSON. */
    static String ofEntity(JsonNode body) {
        try {
            return HexFormat.of().formatHex(of(new JsonCanonicalizer(body.toString()).getEncodedUTF8()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
