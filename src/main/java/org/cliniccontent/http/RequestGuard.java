package org.cliniccontent.http;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.regex.Pattern;
import org.cliniccontent.http.connection.ClientConnection;
import org.cliniccontent.http.connection.RefusedRequest;
import org.cliniccontent.http.log.LogFields;
import org.cliniccontent.http.log.Redaction;
import org.cliniccontent.http.problem.Fault;
import org.cliniccontent.http.problem.ProblemException;
import org.cliniccontent.http.problem.ProblemType;

/**
 * The first filter: it sets the standard headers and rejects requests that no endpoint may see. It runs before routing,
 * so that every such error is a problem and every path has one canonical form. The HTTP server's own limits are ten
 * times as wide, and its error responses have no body.
 */
@ApplicationScoped
class RequestGuard {

    static final int MAX_URI_LENGTH = 8_000;
    static final int MAX_HEADER_LENGTH = 8_000;
    static final int MAX_HEADERS_LENGTH = 16_000;

    /** The maximum length of any body. Each endpoint has a lower limit of its own. */
    static final int MAX_BODY_LENGTH = 40_000_000;

    private static final int MAX_PORT = 65_535;

    static final String NO_HOST = "The request has no valid Host header";

    static final String SECRET_IN_TARGET =
            "The URL contains an API key, a token or another secret. Revoke it: logs on the way may have recorded it. "
                    + "Credentials belong in the Authorization header";

    /** The priority in front of the framework's own handlers. */
    static final int PRIORITY = 1_000;

    /** Non-canonical forms of a path: an empty or dot segment, a matrix parameter, a backslash, a needless escape. */
    private static final Pattern OTHER_SPELLING = Pattern.compile(
            "//|/\\.{1,2}(/|$)|[;\\\\]|%(2[dDeEfF]|5[cCfF]|7[eE]|3[0-9bB]|[46][1-9a-fA-F]|[57][0-9aA])");

    private static final Pattern ABSOLUTE = Pattern.compile("^[A-Za-z][A-Za-z0-9+.-]*://[^/]*");

    private final StandardHeaders headers;
    private final ProblemWriter problems;

    RequestGuard(StandardHeaders headers, ProblemWriter problems) {
        this.headers = headers;
        this.problems = problems;
    }

    void register(@Observes Filters filters) {
        filters.register(this::receive, PRIORITY);
    }

    private void receive(RoutingContext context) {
        LogFields.begin(context);
        headers.addTo(context);
        if (!Cors.answer(context)) {
            check(context);
        }
    }

    private void check(RoutingContext context) {
        var request = context.request();
        if (request.version() == HttpVersion.HTTP_2) {
            if (isBehind(request)) {
                problems.refuse(
                        context, ProblemException.unavailable("Read the responses before you send more requests"));
                return;
            }
        } else if (!checkFraming(context)) {
            return;
        }
        var uri = request.uri();
        if (uri.length() > MAX_URI_LENGTH) {
            refuse(context, ProblemType.URI_TOO_LONG, "The request target is longer than " + MAX_URI_LENGTH);
            return;
        }
        if (Redaction.holdsSecret(uri)) {
            refuse(context, ProblemType.MALFORMED_REQUEST, SECRET_IN_TARGET);
            return;
        }
        int total = 0;
        for (var header : request.headers()) {
            int length = header.getValue().length();
            total += header.getKey().length() + length;
            if (!isToken(header.getKey())) {
                ConnectionClose.after(context);
                refuse(context, ProblemType.MALFORMED_REQUEST, "The name of a header is not a token");
                return;
            }
            if (length > MAX_HEADER_LENGTH || total > MAX_HEADERS_LENGTH) {
                refuse(
                        context,
                        ProblemType.HEADERS_TOO_LARGE,
                        "A header is longer than " + MAX_HEADER_LENGTH + ", or all than " + MAX_HEADERS_LENGTH);
                return;
            }
        }
        if (request.headers().getAll(HttpHeaders.HOST).size() > 1) {
            refuse(context, ProblemType.MALFORMED_REQUEST, "The request has more than one Host header");
            return;
        }
        if (!isPlainHost(request.headers().get(HttpHeaders.HOST)) && request.authority() == null) {
            // HTTP/1.0 allows a missing host, but no URI can be built without one.
            refuse(context, ProblemType.MALFORMED_REQUEST, NO_HOST);
            return;
        }
        var length = request.headers().get(HttpHeaders.CONTENT_LENGTH);
        if (length != null && (length.length() > 9 || Integer.parseInt(length) > MAX_BODY_LENGTH)) {
            // The rest of the body is not read, so the connection cannot be reused.
            ConnectionClose.after(context);
            refuse(context, ProblemType.CONTENT_TOO_LARGE, "The body is longer than " + MAX_BODY_LENGTH);
            return;
        }
        var fault = RequestTarget.faultOf(uri);
        if (fault != null) {
            refuse(context, ProblemType.MALFORMED_REQUEST, "The request target " + fault);
            return;
        }
        if (!checkPath(context)) {
            return;
        }
        var accept = request.headers().getAll(HttpHeaders.ACCEPT);
        if (!accept.isEmpty() && AcceptHeader.parse(String.join(",", accept)).isEmpty()) {
            refuse(
                    context,
                    ProblemType.MALFORMED_REQUEST,
                    "The Accept header is malformed",
                    Fault.ofHeader("Accept", "must be a list of media ranges (RFC 9110, section 12.5.1)"));
            return;
        }
        context.next();
    }

    /**
     * Checks the framing: errors that the codec found, and constructs that it accepts although servers disagree on
     * them.
     */
    private boolean checkFraming(RoutingContext context) {
        var headers = context.request().headers();
        var refused = RefusedRequest.reasonOf(headers);
        if (refused.isPresent()) {
            refuse(context, refused.get());
            return false;
        }
        if (!headers.contains(HttpHeaders.TRANSFER_ENCODING)) {
            return true;
        }
        var coding = headers.getAll(HttpHeaders.TRANSFER_ENCODING);
        if (coding.size() > 1 || !coding.get(0).equalsIgnoreCase("chunked")) {
            ConnectionClose.after(context);
            refuse(context, ProblemType.MALFORMED_REQUEST, "The only supported Transfer-Encoding is chunked");
            return false;
        }
        return true;
    }

    private void refuse(RoutingContext context, RefusedRequest.Reason reason) {
        ConnectionClose.after(context);
        switch (reason) {
            case URI_TOO_LONG -> refuse(context, ProblemType.URI_TOO_LONG, "The request line is too long");
            case HEADERS_TOO_LARGE -> refuse(context, ProblemType.HEADERS_TOO_LARGE, "The headers are too long");
            case VERSION -> refuse(context, ProblemType.MALFORMED_REQUEST, "The version is not HTTP/1.0 or HTTP/1.1");
            case MALFORMED -> refuse(context, ProblemType.MALFORMED_REQUEST, "The request is malformed (RFC 9112)");
        }
    }

    private static boolean isBehind(HttpServerRequest request) {
        return ClientConnection.of(request).filter(ClientConnection::isBehind).isPresent();
    }

    /** Checks for a token (RFC 9110, section 5.6.2). */
    private static boolean isToken(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean usual = (c >= 'a' && c <= 'z') || c == '-' || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!usual && "!#$%&'*+.^_`|~".indexOf(c) < 0) {
                return false;
            }
        }
        return !name.isEmpty();
    }

    private boolean checkPath(RoutingContext context) {
        var uri = context.request().uri();
        if (isPlain(uri)) {
            return true;
        }
        int query = uri.indexOf('?');
        // In absolute form (RFC 9112, section 3.2.2) the path follows the scheme and the authority.
        var path = ABSOLUTE.matcher(query < 0 ? uri : uri.substring(0, query)).replaceFirst("");
        try {
            QueryParameters.percentDecode(path);
        } catch (QueryParameters.MalformedException e) {
            refuse(context, ProblemType.MALFORMED_REQUEST, "The path " + e.getMessage());
            return false;
        }
        boolean trailingSlash = path.length() > 1 && path.endsWith("/") && !path.startsWith("/q/");
        if (trailingSlash || OTHER_SPELLING.matcher(path).find()) {
            refuse(context, ProblemType.NOT_FOUND, "The path is not in its canonical form");
            return false;
        }
        return true;
    }

    /** Checks whether it is a plain host name or address, with or without a port, which needs no closer look. */
    private static boolean isPlainHost(String host) {
        int colon = host == null ? -1 : host.indexOf(':');
        int end = colon < 0 && host != null ? host.length() : colon;
        for (int i = 0; i < end; i++) {
            char c = host.charAt(i);
            if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '.' && c != '-') {
                return false;
            }
        }
        return end > 0 && (colon < 0 || isPort(host, colon + 1));
    }

    private static boolean isPort(String host, int start) {
        int port = 0;
        for (int i = start; i < host.length() && port <= MAX_PORT; i++) {
            int digit = host.charAt(i) - '0';
            port = digit < 0 || digit > 9 ? MAX_PORT + 1 : port * 10 + digit;
        }
        return port > 0 && port <= MAX_PORT;
    }

    /** Checks whether it consists of common characters only, as nearly all targets do, and needs no closer look. */
    private static boolean isPlain(String uri) {
        char before = 0;
        for (int i = 0; i < uri.length(); i++) {
            char c = uri.charAt(i);
            if (c == '?') {
                break;
            }
            boolean slash = c == '/' && before != '/';
            if (!slash && !(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '-') {
                return false;
            }
            before = c;
        }
        return before != '/' && !uri.isEmpty() && uri.charAt(0) == '/';
    }

    private void refuse(RoutingContext context, ProblemType type, String detail, Fault... faults) {
        problems.refuse(context, new ProblemException(type, detail, List.of(faults)));
    }
}
