package org.cliniccontent.http;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;

/**
 * Where the next page of a list begins. Opaque to clients, and checked: a cursor that was cut, changed or made up is
 * refused, and so is one that is used with another query than it came from.
 *
 * @param query what list it belongs to: everything of the request that decides which entities are in it, in which order
 * @param release the release that all pages of the list describe
 * @param key the last entity's sort key
 * @param id the last entity's id, which makes the order total
 */
public record Cursor(String query, long release, String key, String id) {

    private static final byte VERSION = 1;
    private static final int CHECK_BYTES = 8;

    public String encode() {
        var keyBytes = key.getBytes(StandardCharsets.UTF_8);
        var idBytes = id.getBytes(StandardCharsets.UTF_8);
        var content = ByteBuffer.allocate(1 + CHECK_BYTES + 8 + 4 + keyBytes.length + idBytes.length)
                .put(VERSION)
                .put(digest(query.getBytes(StandardCharsets.UTF_8)))
                .putLong(release)
                .putInt(keyBytes.length)
                .put(keyBytes)
                .put(idBytes)
                .array();
        var token = ByteBuffer.allocate(CHECK_BYTES + content.length)
                .put(digest(content))
                .put(content)
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
    }

    /**
     * @param query the request's, by {@link Cursor#query}'s meaning
     * @throws ProblemException if the token is not one that {@link #encode} made for this query
     */
    public static Cursor decode(String token, String query) {
        try {
            var bytes = Base64.getUrlDecoder().decode(token);
            if (!Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(token)) {
                throw garbled();
            }
            var buffer = ByteBuffer.wrap(bytes);
            var check = take(buffer, CHECK_BYTES);
            if (!Arrays.equals(check, digest(Arrays.copyOfRange(bytes, CHECK_BYTES, bytes.length)))
                    || buffer.get() != VERSION) {
                throw garbled();
            }
            var queryCheck = take(buffer, CHECK_BYTES);
            if (!Arrays.equals(queryCheck, digest(query.getBytes(StandardCharsets.UTF_8)))) {
                throw new ProblemException(
                        ProblemType.INVALID_CURSOR,
                        "The cursor belongs to a list with other filters, another sort or another release");
            }
            long release = buffer.getLong();
            var key = new String(take(buffer, buffer.getInt()), StandardCharsets.UTF_8);
            var id = new String(take(buffer, buffer.remaining()), StandardCharsets.UTF_8);
            return new Cursor(query, release, key, id);
        } catch (IllegalArgumentException | BufferUnderflowException | NegativeArraySizeException e) {
            throw garbled();
        }
    }

    /** The last entity's id, in lists of what has a UUID. */
    public UUID uuid() {
        try {
            return UUID.fromString(id);
        } catch (IllegalArgumentException e) {
            throw garbled();
        }
    }

    private static ProblemException garbled() {
        return new ProblemException(ProblemType.INVALID_CURSOR, "The cursor is not one that this service gave");
    }

    private static byte[] take(ByteBuffer buffer, int length) {
        var bytes = new byte[length];
        buffer.get(bytes);
        return bytes;
    }

    private static byte[] digest(byte[] bytes) {
        try {
            return Arrays.copyOf(MessageDigest.getInstance("SHA-256").digest(bytes), CHECK_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
