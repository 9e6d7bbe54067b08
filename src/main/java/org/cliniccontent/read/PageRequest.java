package org.cliniccontent.read;

import io.netty.handler.codec.http.QueryStringEncoder;
import jakarta.ws.rs.core.UriInfo;
import java.util.Optional;
import org.cliniccontent.http.Cursor;
import org.cliniccontent.http.Cursors;
import org.cliniccontent.http.QueryParameters;
import org.cliniccontent.release.RequestedRelease;

/**
 * Which page is wanted of a list that has no other parameters.
 *
 * @param token that the cursor was read from
 */
record PageRequest(int limit, Optional<String> token, Optional<Cursor> cursor) {

    private static final String PARAMETERS = "limit, cursor";

    /** @param identity of the list, which its cursors are bound to */
    static PageRequest of(UriInfo uri, String identity, Cursors cursors) {
        var parameters = QueryParameters.parse(uri.getRequestUri().getRawQuery());
        int limit = parameters
                .one("limit", value -> (int) RequestedRelease.number(value, 1, ListQuery.MAX_LIMIT))
                .orElse(ListQuery.DEFAULT_LIMIT);
        var token = parameters.one("cursor", value -> value);
        parameters.finish(PARAMETERS);
        return new PageRequest(limit, token, token.map(value -> cursors.read(value, identity)));
    }

    /** The one spelling of a request for this page. */
    String target(String path) {
        var target = new QueryStringEncoder(path);
        if (limit != ListQuery.DEFAULT_LIMIT) {
            target.addParam("limit", Integer.toString(limit));
        }
        token.ifPresent(value -> target.addParam("cursor", value));
        return target.toString();
    }

    /** @param next the token of the next page */
    String nextUri(String path, String next) {
        return path + "?limit=" + limit + "&cursor=" + next;
    }
}
