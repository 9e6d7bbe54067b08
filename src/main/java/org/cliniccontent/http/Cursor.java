package org.cliniccontent.http;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.UUID;
import org.cliniccontent.http.problem.ProblemException;
import org.cliniccontent.http.problem.ProblemType;

/**
 * Where the next page of a list begins. {@link Cursors} writes it as a token, and reads it back.
 *
 * @param query what list it belongs to: everything of the request that decides which entities are in it, in which order
 * @param release the release that all pages of the list describe
 * @param key the last entity's sort key
 * @param id the last entity's id, which makes the order total
 */
public record Cursor(String query, long release, String key, String id) {

    /** The last entity's id, in lists of what has a UUID. */
    public UUID uuid() {
        try {
            return UUID.fromString(id);
        } catch (IllegalArgumentException e) {
            throw garbled();
        }
    }

    /** The last entity's sort key, in lists that are sorted by a number. */
    public long number() {
        try {
            return Long.parseLong(key);
        } catch (NumberFormatException e) {
            throw garbled();
        }
    }

    /** The last entity's sort key, in lists that are sorted by a time. */
    public Instant moment() {
        try {
            return Instant.parse(key);
        } catch (DateTimeException e) {
            throw garbled();
        }
    }

    static ProblemException garbled() {
        return new ProblemException(ProblemType.INVALID_CURSOR, "The cursor is not one that this service issued");
    }
}
