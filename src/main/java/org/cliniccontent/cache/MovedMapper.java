package org.cliniccontent.cache;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import org.cliniccontent.http.RenderedResponse;
import org.cliniccontent.http.Representation;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/**
 * Maps a renamed entity to a redirect: 308, so that the method stays; relative, because the service does not know the
 * host name that clients use.
 */
class MovedMapper {

    private static final int PERMANENT_REDIRECT = 308;

    @ServerExceptionMapper
    RestResponse<Void> map(MovedException moved, UriInfo uri) {
        return ResponseBuilder.<Void>create(PERMANENT_REDIRECT, "Permanent Redirect")
                .header(
                        HttpHeaders.LOCATION,
                        moved.location(uri.getRequestUri()).toString())
                .header(HttpHeaders.CACHE_CONTROL, "public, max-age=30")
                .header(HttpHeaders.VARY, RenderedResponse.VARY)
                .header(Representation.SURROGATE_KEY, Representation.surrogateKey(List.of(moved.surrogateKey())))
                .build();
    }
}
