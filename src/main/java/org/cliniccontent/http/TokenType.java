package org.cliniccontent.http;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;

/**
 * A type of opaque token: the format of its payload and its bounds. Types are kept apart by their keys, see {@link
 * TokenCodec}.
 *
 * @param <T> the record that a token stands for
 */
public interface TokenType<T> {

    /** The longest token that is looked at, in characters. */
    int maxLength();

    /**
     * Tells whether clients keep tokens for longer than a store may last. Such tokens name the store that signed them,
     * which distinguishes a token of another store from a garbled one.
     */
    boolean outlivesStore();

    byte[] payload(T value);

    /**
     * Parses a verified payload. These exceptions refuse the token.
     *
     * @throws CharacterCodingException if a text in it is not UTF-8
     * @throws BufferUnderflowException if it is too short
     * @throws IllegalArgumentException if {@link #payload} does not write such
     */
    T parse(ByteBuffer payload) throws CharacterCodingException;
}
