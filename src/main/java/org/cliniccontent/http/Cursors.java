package org.cliniccontent.http;

import jakarta.enterprise.context.ApplicationScoped;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import org.cliniccontent.http.problem.ProblemException;
import org.cliniccontent.http.problem.ProblemType;

/**
 * Writes cursors as tokens, and reads them back. Opaque to clients, and signed with a key of the installation: nothing
 * of a token is looked at before its code shows that it was made here. What was cut, changed or made up is refused, and
 * so is a token that is used with another query than it came from.
 */
@ApplicationScoped
public class Cursors {

    /** In characters: what a parameter may have at most. */
    static final int MAX_LENGTH = QueryParameters.MAX_LENGTH;

    static final String PURPOSE = "cursor";

    /** Version 1 had a checksum without a key. */
    private static final byte VERSION = 2;

    private static final int QUERY_BYTES = 16;
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private final SigningKeys keys;

    Cursors(SigningKeys keys) {
        this.keys = keys;
    }

    public String write(Cursor cursor) {
        var key = cursor.key().getBytes(StandardCharsets.UTF_8);
        var id = cursor.id().getBytes(StandardCharsets.UTF_8);
        var content = ByteBuffer.allocate(1 + QUERY_BYTES + Long.BYTES + Integer.BYTES + key.length + id.length)
                .put(VERSION)
                .put(digest(cursor.query()))
                .putLong(cursor.release())
                .putInt(key.length)
                .put(key)
                .put(id)
                .array();
        return sign(content);
    }

    String sign(byte[] content) {
        var token = ByteBuffer.allocate(SigningKey.CODE_BYTES + content.length)
                .put(keys.of(PURPOSE).code(content))
                .put(content);
        return ENCODER.encodeToString(token.array());
    }

    /**
     * @param query the request's, by {@link Cursor#query}'s meaning
     * @throws ProblemException INVALID_CURSOR if the token is not one that {@link #write} made for this query
     */
    public Cursor read(String token, String query) {
        var content = ByteBuffer.wrap(verified(token));
        try {
            if (content.get() != VERSION) {
                throw Cursor.garbled();
            }
            if (!Arrays.equals(take(content, QUERY_BYTES), digest(query))) {
                throw new ProblemException(
                        ProblemType.INVALID_CURSOR,
                        "The cursor belongs to a list with other filters, another sort or another release");
            }
            return new Cursor(
                    query, content.getLong(), text(content, content.getInt()), text(content, content.remaining()));
        } catch (BufferUnderflowException | CharacterCodingException e) {
            throw Cursor.garbled();
        }
    }

    /** What a token of ours says, or nothing of it. */
    private byte[] verified(String token) {
        if (token.length() > MAX_LENGTH) {
            throw Cursor.garbled();
        }
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(token);
        } catch (IllegalArgumentException e) {
            throw Cursor.garbled();
        }
        if (bytes.length <= SigningKey.CODE_BYTES) {
            throw Cursor.garbled();
        }
        var content = Arrays.copyOfRange(bytes, SigningKey.CODE_BYTES, bytes.length);
        // Of two texts that decode alike one is not as it was given.
        if (!keys.of(PURPOSE).made(Arrays.copyOf(bytes, SigningKey.CODE_BYTES), content)
                || !ENCODER.encodeToString(bytes).equals(token)) {
            throw Cursor.garbled();
        }
        return content;
    }

    private static String text(ByteBuffer buffer, int length) throws CharacterCodingException {
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(take(buffer, length)))
                .toString();
    }

    /** A length is compared with what there is before anything is allocated for it. */
    private static byte[] take(ByteBuffer buffer, int length) {
        if (length < 0 || length > buffer.remaining()) {
            throw new BufferUnderflowException();
        }
        var bytes = new byte[length];
        buffer.get(bytes);
        return bytes;
    }

    private static byte[] digest(String query) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(query.getBytes(StandardCharsets.UTF_8));
            return Arrays.copyOf(digest, QUERY_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
