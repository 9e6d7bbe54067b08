package org.cliniccontent.http.connection;

import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A placeholder for a request that the codec could not read, so that it is answered and counted like any other: with a
 * problem and the standard headers. Clients cannot send one, because it is marked by a field with a secret name.
 */
public final class RefusedRequest {

    /** The reason for the refusal. */
    public enum Reason {
        URI_TOO_LONG,
        HEADERS_TOO_LARGE,
        MALFORMED,
        VERSION
    }

    private static final CharSequence FIELD = HttpHeaders.createOptimized(fieldName());

    private static final Pattern PLAIN_PATH = Pattern.compile("/[A-Za-z0-9/._~-]{0,200}");

    private RefusedRequest() {}

    private static String fieldName() {
        var random = new byte[16];
        new SecureRandom().nextBytes(random);
        return "refused-" + HexFormat.of().formatHex(random);
    }

    /** Returns the reason; empty if the request came from a client. */
    public static Optional<Reason> reasonOf(MultiMap headers) {
        var reason = headers.get(FIELD);
        return reason == null ? Optional.empty() : Optional.of(Reason.valueOf(reason));
    }

    /** Returns a placeholder; empty if the request is well-formed. */
    static Optional<HttpRequest> of(HttpRequest request) {
        var decoded = request.decoderResult();
        if (decoded.isFailure()) {
            return Optional.of(placeholder(request, reasonOf(decoded.cause())));
        }
        var version = request.protocolVersion();
        return version.equals(HttpVersion.HTTP_1_1) || version.equals(HttpVersion.HTTP_1_0)
                ? Optional.empty()
                : Optional.of(placeholder(request, Reason.VERSION));
    }

    private static Reason reasonOf(Throwable cause) {
        if (cause instanceof TooLongHttpLineException) {
            return Reason.URI_TOO_LONG;
        }
        return cause instanceof TooLongHttpHeaderException ? Reason.HEADERS_TOO_LARGE : Reason.MALFORMED;
    }

    private static HttpRequest placeholder(HttpRequest request, Reason reason) {
        int query = request.uri().indexOf('?');
        var path = query < 0 ? request.uri() : request.uri().substring(0, query);
        var method = request.method().equals(HttpMethod.HEAD) ? HttpMethod.HEAD : HttpMethod.GET;
        var placeholder = new DefaultHttpRequest(
                HttpVersion.HTTP_1_1, method, PLAIN_PATH.matcher(path).matches() ? path : "/");
        placeholder
                .headers()
                .set(HttpHeaderNames.HOST, "localhost")
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE)
                .set(FIELD, reason.name());
        return placeholder;
    }
}
