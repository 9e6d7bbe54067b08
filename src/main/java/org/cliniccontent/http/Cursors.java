package org.cliniccontent.http;

import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.cliniccontent.http.TokenCodec.RefusedException;
import org.cliniccontent.http.problem.ProblemException;
import org.cliniccontent.http.problem.ProblemType;

/**
 * Writes the cursors of all lists as tokens, and reads them back. A token is bound to the list that it was given for: a
 * digest of the query is part of it, so one list's cursor is refused by every other.
 */
@ApplicationScoped
public class Cursors {

    /** In characters: what a parameter may have at most. */
    static final int MAX_LENGTH = QueryParameters.MAX_LENGTH;

    /** Names the key of cursors. */
    static final String PURPOSE = "cursor";

    private static final int QUERY_BYTES = 16;

    private final TokenCodec<Bound> codec;

    Cursors(SigningKeys keys) {
        this.codec = new TokenCodec<>(new CursorType(), () -> keys.of(PURPOSE));
    }

    public String write(Cursor cursor) {
        return codec.encode(new Bound(digest(cursor.query()), cursor.release(), cursor.key(), cursor.id()));
    }

    String sign(byte[] payload) {
        return codec.seal(payload);
    }

    /**
     * Reads a cursor.
     *
     * @param query the request's, by {@link Cursor#query}'s meaning
     * @throws ProblemException INVALID_CURSOR if the token is not one that {@link #write} made for this query
     */
    public Cursor read(String token, String query) {
        try {
            var bound = codec.decode(token);
            if (!Arrays.equals(bound.query(), digest(query))) {
                throw new ProblemException(
                        ProblemType.INVALID_CURSOR,
                        "The cursor belongs to a list with other filters, another sort or another release");
            }
            return new Cursor(query, bound.release(), bound.key(), bound.id());
        } catch (RefusedException e) {
            throw Cursor.garbled();
        }
    }

    private static byte[] digest(String query) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(query.getBytes(StandardCharsets.UTF_8));
            return Arrays.copyOf(digest, QUERY_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /**
     * A cursor as its token has it.
     *
     * @param query the digest of the query that it is bound to
     */
    private record Bound(byte[] query, long release, String key, String id) {}

    private static final class CursorType implements TokenType<Bound> {

        /** Version 1 had a checksum without a key. */
        private static final byte VERSION = 2;

        @Override
        public int maxLength() {
            return MAX_LENGTH;
        }

        /** A client that pages gets a new cursor with every page. */
        @Override
        public boolean outlivesStore() {
            return false;
        }

        @Override
        public byte[] payload(Bound cursor) {
            var key = cursor.key().getBytes(StandardCharsets.UTF_8);
            var id = cursor.id().getBytes(StandardCharsets.UTF_8);
            return ByteBuffer.allocate(1 + QUERY_BYTES + Long.BYTES + Integer.BYTES + key.length + id.length)
                    .put(VERSION)
                    .put(cursor.query())
                    .putLong(cursor.release())
                    .putInt(key.length)
                    .put(key)
                    .put(id)
                    .array();
        }

        @Override
        public Bound parse(ByteBuffer payload) throws CharacterCodingException {
            if (payload.get() != VERSION) {
                throw new IllegalArgumentException("a cursor of another version");
            }
            return new Bound(
                    TokenCodec.take(payload, QUERY_BYTES),
                    payload.getLong(),
                    TokenCodec.text(payload, payload.getInt()),
                    TokenCodec.text(payload, payload.remaining()));
        }
    }
}
