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
 * Which page is asked for of a list that shows things as they are now, for those who may see it.
 *
 * @param cursors reads the cursor, and writes that of the next page
 */
public record Page(int limit, Optional<String> cursor, Cursors cursors) {

    public static final String PARAMETERS = "limit, cursor";
    public static final int DEFAULT_LIMIT = 20;
    public static final int MAX_LIMIT = 200;

    /** Where something stands in its list. */
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
     * After what the page begins; empty for the first.
     *
     * @param identity what list it is, with everything that decides what is in it
     */
    public Optional<Cursor> after(String identity) {
        return cursor.map(token -> cursors.read(token, identity));
    }

    /**
     * @param list the list's URI, without the page
     * @param found the page and one more if there are more
     * @param body what is answered, of the page and the next one's URI, which is null if there is none
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
