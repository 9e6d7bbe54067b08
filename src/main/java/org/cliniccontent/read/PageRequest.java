package org.cliniccontent.read;

import io.netty.handler.codec.http.QueryStringEncoder;
import jakarta.ws.rs.core.UriInfo;
import java.util.Optional;
import org.cliniccontent.http.Cursor;
import org.cliniccontent.http.QueryParameters;

/** Which page is wanted of a list that has no other parameters. */
record PageRequest(int limit, Optional<Cursor> cursor) {

    private static final String PARAMETERS = "limit, cursor";

    /** @param identity of the list, which its cursors are bound to */
    static PageRequest of(UriInfo uri, String identity) {
        var parameters = QueryParameters.parse(uri.getRequestUri().getRawQuery());
        int limit = parameters
                .one("limit", value -> (int) ReadRequest.number(value, 1, ListQuery.MAX_LIMIT))
                .orElse(ListQuery.DEFAULT_LIMIT);
        var token = parameters.one("cursor", value -> value);
        parameters.finish(PARAMETERS);
        return new PageRequest(limit, token.map(value -> Cursor.decode(value, identity)));
    }

    /** The one spelling of a request for this page. */
    String target(String path) {
        var target = new QueryStringEncoder(path);
        if (limit != ListQuery.DEFAULT_LIMIT) {
            target.addParam("limit", Integer.toString(limit));
        }
        cursor.ifPresent(at -> target.addParam("cursor", at.encode()));
        return target.toString();
    }

    String nextUri(String path, Cursor next) {
        return "%s?limit=%d&cursor=%s".formatted(path, limit, next.encode());
    }
}
