package org.cliniccontent.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;

/** Ends what nothing can follow: the framing of the request is not to be relied on, or nobody reads the rest of it. */
public final class ConnectionClose {

    private static final CharSequence CLOSE = HttpHeaders.createOptimized("close");

    /** RFC 9113, section 8.1: the answer is complete, the rest of the request is not wanted. */
    private static final long NO_ERROR = 0;

    private ConnectionClose() {}

    /** The connection after this answer; of HTTP/2 only the stream. */
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
