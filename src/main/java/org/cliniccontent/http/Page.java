package org.cliniccontent.http;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * The requested page of a list that shows the current state to authorised callers.
 *
 * @param cursors reads the cursor, and writes that of the next page
 */
public record Page(int limit, Optional<String> cursor, Cursors cursors) {

    public static final String PARAMETERS = "limit, cursor";
    public static final int DEFAULT_LIMIT = 20;
    public static final int MAX_LIMIT = 200;

    /** The position of an element in its list. */
    public record Position(String key, String id) {}

    public static Page of(QueryParameters parameters, Cursors cursors) {
        return new Page(
                parameters
                        .one("limit", value -> (int) QueryParameters.number(value, 1, MAX_LIMIT))
                        .orElse(DEFAULT_LIMIT),
                parameters.one("cursor", value -> value),
                cursors);
    }

    /**
     * Returns the cursor that the page starts after; empty for the first page.
     *
     * @param identity identifies the list, with everything that decides which elements it has
     */
    public Optional<Cursor> after(String identity) {
        return cursor.map(token -> cursors.read(token, identity));
    }

    /**
     * Builds the response for a page.
     *
     * @param list the list's URI, without the page
     * @param found the page's elements, and one more if there is a next page
     * @param body makes the body from the elements and the next page's URI, which is null on the last page
     */
    public <T> Response answer(
            String list,
            String identity,
            List<T> found,
            Function<T, Position> position,
            BiFunction<List<T>, String, Object> body) {
        var response =
                Response.ok().type(MediaType.APPLICATION_JSON_TYPE).header(HttpHeaders.CACHE_CONTROL, "no-store");
        if (found.size() <= limit) {
            return response.entity(body.apply(found, null)).build();
        }
        var items = found.subList(0, limit);
        var last = position.apply(items.get(limit - 1));
        var next = String.format(
                Locale.ROOT,
                "%s%slimit=%d&cursor=%s",
                list,
                list.contains("?") ? "&" : "?",
                limit,
                cursors.write(new Cursor(identity, 0, last.key(), last.id())));
        return response.header(HttpHeaders.LINK, String.format(Locale.ROOT, "<%s>; rel=\"next\"", next))
                .entity(body.apply(items, next))
                .build();
    }
}
