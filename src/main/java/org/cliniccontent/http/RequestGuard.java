package org.cliniccontent.http;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Receives every request, says what every answer says, and refuses what no endpoint may ever see, before any routing: so
 * that every such error is a problem, and so that a path has one spelling. The HTTP server itself has limits ten times as
 * wide, whose answers have no body.
 */
@ApplicationScoped
class RequestGuard {

    static final int MAX_URI_LENGTH = 8_000;
    static final int MAX_HEADER_LENGTH = 8_000;
    static final int MAX_HEADERS_LENGTH = 16_000;

    /** More than any endpoint takes: each has a lower limit of its own. */
    static final int MAX_BODY_LENGTH = 40_000_000;

    private static final int MAX_PORT = 65_535;

    static final String NO_HOST = "There is no Host header with a host in it";

    /** Before the framework's own handlers. */
    static final int PRIORITY = 1_000;

    /** Other spellings of a path: an empty or dot segment, a matrix parameter, a backslash, a needless escape. */
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
        headers.addTo(context);
        if (!Cors.answer(context)) {
            check(context);
        }
    }

    private void check(RoutingContext context) {
        var request = context.request();
        var uri = request.uri();
        if (uri.length() > MAX_URI_LENGTH) {
            refuse(context, ProblemType.URI_TOO_LONG, "The request target is longer than " + MAX_URI_LENGTH);
            return;
        }
        int total = 0;
        for (var header : request.headers()) {
            int length = header.getKey().length() + header.getValue().length();
            total += length;
            if (length > MAX_HEADER_LENGTH || total > MAX_HEADERS_LENGTH) {
                refuse(
                        context,
                        ProblemType.HEADERS_TOO_LARGE,
                        "A header is longer than %d, or all than %d".formatted(MAX_HEADER_LENGTH, MAX_HEADERS_LENGTH));
                return;
            }
        }
        if (request.headers().getAll(HttpHeaders.HOST).size() > 1) {
            refuse(context, ProblemType.MALFORMED_REQUEST, "There is more than one Host header");
            return;
        }
        if (!isPlainHost(request.headers().get(HttpHeaders.HOST)) && request.authority() == null) {
            // HTTP/1.0 may leave it out, but no URI can be made without it.
            refuse(context, ProblemType.MALFORMED_REQUEST, NO_HOST);
            return;
        }
        var length = request.headers().get(HttpHeaders.CONTENT_LENGTH);
        if (length != null && (length.length() > 9 || Integer.parseInt(length) > MAX_BODY_LENGTH)) {
            // Nobody reads what is on its way, so nothing can follow it on this connection.
            context.addEndHandler(done -> request.connection().close());
            refuse(context, ProblemType.CONTENT_TOO_LARGE, "The body is longer than " + MAX_BODY_LENGTH);
            return;
        }
        if (!checkPath(context)) {
            return;
        }
        var accept = request.headers().getAll(HttpHeaders.ACCEPT);
        if (!accept.isEmpty() && Acceptable.parse(String.join(",", accept)).isEmpty()) {
            refuse(
                    context,
                    ProblemType.MALFORMED_REQUEST,
                    "The Accept header is malformed",
                    Fault.ofHeader("Accept", "must be a list of media ranges (RFC 9110, section 12.5.1)"));
            return;
        }
        context.next();
    }

    private boolean checkPath(RoutingContext context) {
        var uri = context.request().uri();
        if (isPlain(uri)) {
            return true;
        }
        int query = uri.indexOf('?');
        // A target in absolute form (RFC 9112, section 3.2.2) has its path after scheme and authority.
        var path = ABSOLUTE.matcher(query < 0 ? uri : uri.substring(0, query)).replaceFirst("");
        try {
            QueryParameters.percentDecode(path);
        } catch (QueryParameters.MalformedException e) {
            refuse(context, ProblemType.MALFORMED_REQUEST, "The path " + e.getMessage());
            return false;
        }
        boolean trailingSlash = path.length() > 1 && path.endsWith("/") && !path.startsWith("/q/");
        if (trailingSlash || OTHER_SPELLING.matcher(path).find()) {
            refuse(context, ProblemType.NOT_FOUND, "There is nothing under this spelling of the path");
            return false;
        }
        return true;
    }

    /** Whether it is a name or address with a port or without, in which there is nothing to look for. */
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

    /** Whether it is like nearly all that are asked for, in which there is nothing to look for. */
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
