package org.cliniccontent.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;

/**
 * Closes connections that cannot carry another request: the framing of the request is unreliable, or nobody reads the
 * rest of it.
 */
public final class ConnectionClose {

    private static final CharSequence CLOSE = HttpHeaders.createOptimized("close");

    /**
     * The code NO_ERROR (RFC 9113, section 8.1): the response is complete, and the rest of the request is not needed.
     */
    private static final long NO_ERROR = 0;

    private ConnectionClose() {}

    /** Closes the connection after this response, or only the stream for HTTP/2. */
    public static void after(RoutingContext context) {
        var request = context.request();
        if (request.version() == HttpVersion.HTTP_2) {
            context.addEndHandler(done -> {
                if (!request.isEnded()) {
                    request.response().reset(NO_ERROR);
                }
            });
        } else {
            context.response().putHeader(HttpHeaders.CONNECTION, CLOSE);
        }
    }
}
