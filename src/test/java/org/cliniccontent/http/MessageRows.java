package org.cliniccontent.http;

import java.util.List;
import java.util.stream.Stream;

import static org.cliniccontent.http.SemanticsRow.get;
import static org.cliniccontent.http.SemanticsRow.request;
import static org.cliniccontent.http.SemanticsRow.row;

/** Methods, targets, framing, and cache directives of requests: RFC 9110, 9111 and 9112. */
final class MessageRows {

    private static final String ALLOW = "Allow ~ (?=.*\\bGET\\b)(?=.*\\bHEAD\\b)(?=.*\\bOPTIONS\\b).*";

    private MessageRows() {}

    static Stream<SemanticsRow> rows() {
        return Stream.of(methods(), targets(), connections(), caches(), releases())
                .flatMap(rows -> rows);
    }

    private static Stream<SemanticsRow> methods() {
        return Stream.of(
                row("9.3.2", "HEAD", request("HEAD {target} HTTP/1.1"), 200, "ETag: {tag}", "Content-Length"),
                row("15.5.6", "POST", request("POST {target} HTTP/1.1", "Content-Length: 0"), 405, ALLOW),
                row("15.5.6", "PUT", request("PUT {target} HTTP/1.1", "Content-Length: 0"), 405, ALLOW),
                row("15.5.6", "DELETE", request("DELETE {target} HTTP/1.1"), 405, ALLOW),
                row("9.1", "a method has one spelling", request("get {target} HTTP/1.1"), 405, ALLOW),
                row("9.3.7", "OPTIONS", request("OPTIONS {target} HTTP/1.1"), 200, ALLOW),
                row("9.3.7", "OPTIONS of the server", request("OPTIONS * HTTP/1.1"), 204),
                row(
                        "Fetch, 3.2.2",
                        "a preflight",
                        request(
                                "OPTIONS {target} HTTP/1.1",
                                "Origin: https://example.org",
                                "Access-Control-Request-Method: GET",
                                "Access-Control-Request-Headers: if-none-match"),
                        204,
                        "Access-Control-Allow-Origin: *",
                        "Access-Control-Allow-Methods ~ .*\\bGET\\b.*",
                        "Access-Control-Allow-Headers ~ .*If-None-Match.*"),
                row("9.3.1", "GET with content", get("Content-Length: 2", "", "{}"), 200, "ETag: {tag}"));
    }

    private static Stream<SemanticsRow> targets() {
        var absolute = "GET http://localhost{target} HTTP/1.1";
        return Stream.of(
                row("9112, 3.2.2", "an absolute target", request(absolute), 200, "ETag: {tag}"),
                row("9112, 3.2.2", "conditional too", request(absolute, "If-None-Match: {tag}"), 304),
                row("9112, 3.2.2", "of another host", request("GET http://other{target} HTTP/1.1"), 200),
                row("4.2.3", "a scheme in capitals", request("GET HTTP://LOCALHOST{target} HTTP/1.1"), 200),
                row("9112, 3.2", "two lines of Host", get("Host: localhost"), 400),
                row("9112, 3.2", "two different ones", get("Host: other"), 400),
                row("9112, 3.2", "no Host", without("GET {target} HTTP/1.1"), 400),
                row("9112, 3.2", "no Host before 1.1 either", without("GET {target} HTTP/1.0"), 400),
                row(
                        "9112, 9.3",
                        "HTTP/1.0",
                        request("GET {target} HTTP/1.0", "If-None-Match: {tag}"),
                        304,
                        "ETag: {tag}"),
                row("9112, 3.2", "an invalid Host", without("GET {target} HTTP/1.1", "Host: a b"), 400),
                row("9112, 3.2.4", "the server is no target of GET", request("GET * HTTP/1.1"), 400),
                row("9112, 3.2", "a target that is no path", request("GET nothing HTTP/1.1"), 400),
                row("3986, 2.1", "half an escape in a query", request("GET /v1/conditions?kind=%2 HTTP/1.1"), 400),
                row("3986, 2.1", "no escape in a path", request("GET /v1/%zz HTTP/1.1"), 400),
                row("3986, 2", "a bar in a query", request("GET /v1/conditions?code=a|b HTTP/1.1"), 400),
                row("3986, 2", "a brace in a path", request("GET /v1/{id} HTTP/1.1"), 400),
                row("9112, 3.2.1", "a fragment", request("GET {target}#x HTTP/1.1"), 400),
                row("9112, 2.3", "another version", request("GET {target} HTTP/1.2"), 400, "Connection: close"),
                row("9112, 2.3", "another protocol", request("GET {target} HTCPCP/1.0"), 400, "Connection: close"));
    }

    private static List<String> without(String... lines) {
        return List.of(lines);
    }

    private static Stream<SemanticsRow> connections() {
        return Stream.of(
                row("10.1.4", "TE: trailers", get("TE: trailers"), 200, "ETag: {tag}"),
                row("10.1.4", "TE: gzip", get("TE: gzip;q=0.5"), 200, "!Transfer-Encoding"),
                row("10.1.4", "TE: gzip in Connection", get("Connection: TE", "TE: gzip"), 200, "ETag: {tag}"),
                row("7.6.1", "Connection names a field", get("Connection: If-Range", "If-Range: \"x\""), 200),
                row("9112, 9.6", "Connection: close", get(), 200, "Connection: close"),
                row("7.6.1", "in capitals", get("Connection: CLOSE"), 200),
                row("10.1.1", "Expect: 100-continue without content", get("Expect: 100-continue"), 200),
                row("7.8", "Upgrade to what is not known", get("Connection: Upgrade", "Upgrade: example/1"), 200),
                row("5.1", "an unknown field", get("X-Unknown: 1"), 200, "ETag: {tag}"),
                row("9112, 5.1", "a space before the colon", get("X-Field : 1"), 400),
                row("9112, 5.1", "no colon", get("If-None-Match"), 400),
                row("5.1", "an empty name", get(": x"), 400, "Connection: close"),
                row("5.1", "a name that is no token", get("x(y): 1"), 400, "Connection: close"),
                row("9112, 6.1", "a coding but chunked", get("Transfer-Encoding: gzip"), 400, "Connection: close"),
                row("9112, 6.1", "none at all", get("Transfer-Encoding: identity"), 400, "Connection: close"),
                row(
                        "9112, 6.1",
                        "a coding before chunked",
                        get("Transfer-Encoding: gzip, chunked", "", "0", ""),
                        400,
                        "Connection: close"),
                row(
                        "9112, 6.1",
                        "chunked twice",
                        get("Transfer-Encoding: chunked", "Transfer-Encoding: chunked", "", "0", ""),
                        400,
                        "Connection: close"),
                row(
                        "9112, 6.3",
                        "chunked with a length",
                        get("Transfer-Encoding: chunked", "Content-Length: 5", "", "0", ""),
                        400,
                        "Connection: close"),
                row("5.5", "NUL in a field", get("X-Field: a\0b"), 400),
                row("8.6", "two lengths", get("Content-Length: 0", "Content-Length: 1"), 400),
                row("8.6", "no length", get("Content-Length: -1"), 400));
    }

    private static Stream<SemanticsRow> caches() {
        var fresh = "Cache-Control ~ public, max-age=\\d+, (immutable|stale-while-revalidate=\\d+)";
        return Stream.of(
                row("9111, 5.2.2", "Cache-Control", get(), 200, fresh),
                row(
                        "9111, 5.2.2.1",
                        "a release does not change",
                        get(),
                        200,
                        "Cache-Control: public, max-age=31536000, immutable"),
                row(
                        "9111, 5.2.2.1",
                        "what is current does",
                        request("GET {current} HTTP/1.1"),
                        200,
                        "Cache-Control ~ public, max-age=[0-9]{1,2}, stale-while-revalidate=[0-9]{1,2}"),
                row("9111, 5.2.1.4", "no-cache", get("Cache-Control: no-cache"), 200, "ETag: {tag}"),
                row(
                        "9111, 5.2.1.4",
                        "no-cache with a tag",
                        get("Cache-Control: no-cache", "Pragma: no-cache", "If-None-Match: {tag}"),
                        304),
                row(
                        "9111, 5.2.1.4",
                        "no-cache with a date",
                        get("Cache-Control: no-cache", "If-Modified-Since: {date}"),
                        304),
                row("9111, 5.2.1.1", "max-age=0", get("Cache-Control: max-age=0"), 200, "ETag: {tag}"),
                row(
                        "9111, 5.2.1.1",
                        "max-age=0 with a tag",
                        get("Cache-Control: max-age=0", "If-None-Match: {tag}"),
                        304),
                row("9111, 5.2.1.5", "no-store", get("Cache-Control: no-store"), 200, "ETag: {tag}"),
                row("9111, 5.2.1.7", "only-if-cached", get("Cache-Control: only-if-cached"), 200, "ETag: {tag}"),
                row(
                        "9111, 5.2.1.7",
                        "only-if-cached with a tag",
                        get("Cache-Control: only-if-cached", "If-None-Match: {tag}"),
                        304),
                row("9111, 5.4", "Pragma", get("Pragma: no-cache"), 200, "ETag: {tag}"),
                row("9111, 5.2", "what is not known", get("Cache-Control: x=\"y\", =, ;"), 200, "ETag: {tag}"),
                row("9111, 5.1", "an origin has no Age", get(), 200, "!Age"));
    }

    private static Stream<SemanticsRow> releases() {
        var section = "Content-Release-Min";
        return Stream.of(
                row(section, "one that there is", get("Content-Release-Min: 1"), 200, "ETag: {tag}"),
                row(section, "with a tag", get("Content-Release-Min: 1", "If-None-Match: {tag}"), 304),
                row(section, "none yet", get("Content-Release-Min: 999999999"), 503, "Retry-After: 1"),
                row(
                        section,
                        "none yet, before conditions",
                        get("Content-Release-Min: 999999999", "If-None-Match: {tag}"),
                        503,
                        "Retry-After: 1"),
                row(section, "no number", get("Content-Release-Min: latest"), 400),
                row(section, "a negative one", get("Content-Release-Min: -1"), 400),
                row(section, "a fraction", get("Content-Release-Min: 1.5"), 400),
                row(section, "before conditions", get("Content-Release-Min: x", "If-None-Match: *"), 400));
    }
}
