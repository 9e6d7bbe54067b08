package org.cliniccontent.http;

import java.util.stream.Stream;

import static org.cliniccontent.http.SemanticsRow.get;
import static org.cliniccontent.http.SemanticsRow.row;

/** Media types and codings: RFC 9110, sections 8 and 12. */
final class NegotiationRows {

    private static final String JSON = "Content-Type ~ application/json(;.*)?";
    private static final String GZIP = "Content-Encoding: gzip";
    private static final String BROTLI = "Content-Encoding: br";
    private static final String IDENTITY = "!Content-Encoding";

    private NegotiationRows() {}

    static Stream<SemanticsRow> rows() {
        return Stream.of(accept(), refused(), acceptEncoding(), tags()).flatMap(rows -> rows);
    }

    private static Stream<SemanticsRow> accept() {
        var section = "12.5.1";
        return Stream.of(
                row(section, "absent", get(), 200, JSON),
                row(section, "empty", get("Accept:"), 200, JSON),
                row(section, "any", get("Accept: */*"), 200, JSON),
                row(section, "any of a type", get("Accept: application/*"), 200, JSON),
                row(
                        section,
                        "the most specific decides",
                        get("Accept: application/*;q=0, application/json"),
                        200,
                        JSON),
                row(section, "a weight, and another type", get("Accept: text/html, */*;q=0.001"), 200, JSON),
                row("12.4.2", "spaces around a weight", get("Accept: application/json ; q=1.000"), 200, JSON),
                row("8.3.1", "capitals", get("Accept: Application/JSON"), 200, JSON),
                row("5.3", "two lines", get("Accept: text/html", "Accept: application/json;q=0.1"), 200, JSON),
                row("5.6.1.2", "empty elements", get("Accept: ,application/json,,"), 200, JSON),
                row("5.6.4", "a comma in quotes", get("Accept: text/html;a=\"b,c\", application/json"), 200, JSON),
                row(section, "also for a 304", get("Accept: application/*", "If-None-Match: {tag}"), 304));
    }

    private static Stream<SemanticsRow> refused() {
        var section = "12.5.1";
        return Stream.of(
                row("15.5.7", "another type", get("Accept: text/html"), 406),
                row("15.5.7", "any of another", get("Accept: text/*"), 406),
                row("12.4.2", "not at all", get("Accept: application/json;q=0"), 406),
                row(section, "the most specific refuses", get("Accept: application/json;q=0, */*"), 406),
                row(section, "the more specific refuses", get("Accept: application/*;q=0.000, */*;q=0.9"), 406),
                row(section, "no type", get("Accept: json"), 400),
                row(section, "any type of one kind", get("Accept: */json"), 400),
                row("12.4.2", "more than wholly", get("Accept: application/json;q=1.1"), 400),
                row("12.4.2", "four digits", get("Accept: application/json;q=0.1234"), 400),
                row("12.4.2", "no weight", get("Accept: application/json;q="), 400));
    }

    private static Stream<SemanticsRow> acceptEncoding() {
        var section = "12.5.3";
        return Stream.of(
                row(section, "absent", get(), 200, IDENTITY, "ETag: {tag}"),
                row(section, "empty", get("Accept-Encoding:"), 200, IDENTITY, "ETag: {tag}"),
                row(section, "gzip", get("Accept-Encoding: gzip"), 200, GZIP, "ETag: {gzip-tag}"),
                row("8.4.1.3", "its other name", get("Accept-Encoding: x-gzip"), 200, GZIP, "ETag: {gzip-tag}"),
                row("8.4.1", "capitals", get("Accept-Encoding: GZIP"), 200, GZIP),
                row(section, "br", get("Accept-Encoding: br"), 200, BROTLI, "ETag: {br-tag}"),
                row(section, "as browsers say", get("Accept-Encoding: gzip, deflate, br, zstd"), 200, BROTLI),
                row("5.3", "two lines", get("Accept-Encoding: gzip", "Accept-Encoding: br"), 200, BROTLI),
                row("12.4.2", "weights", get("Accept-Encoding: br;q=0.5, gzip;q=0.9"), 200, GZIP),
                row("12.4.2", "equal ones", get("Accept-Encoding: gzip;q=0.5, br;q=0.5"), 200, BROTLI),
                row(section, "any", get("Accept-Encoding: *"), 200, BROTLI),
                row(section, "any but one", get("Accept-Encoding: br;q=0, *"), 200, GZIP),
                row(section, "gzip refused", get("Accept-Encoding: gzip;q=0"), 200, IDENTITY),
                row(section, "only one", get("Accept-Encoding: gzip, *;q=0"), 200, GZIP),
                row(section, "identity", get("Accept-Encoding: identity"), 200, IDENTITY),
                row(section, "identity liked best", get("Accept-Encoding: identity, gzip;q=0.5"), 200, IDENTITY),
                row(section, "identity refused", get("Accept-Encoding: gzip, identity;q=0"), 200, GZIP),
                row(section, "unknown ones", get("Accept-Encoding: deflate, zstd, compress"), 200, IDENTITY),
                row("12.4.1", "all refused", get("Accept-Encoding: *;q=0"), 200, IDENTITY),
                row("12.4.1", "identity refused alone", get("Accept-Encoding: identity;q=0, zstd"), 200, IDENTITY),
                row(section, "what cannot be read", get("Accept-Encoding: gzip;q=9, br"), 200, IDENTITY));
    }

    private static Stream<SemanticsRow> tags() {
        return Stream.of(
                row("12.5.5", "Vary", get(), 200, "Vary: Accept, Accept-Encoding, Content-Release-Min"),
                row(
                        "12.5.5",
                        "Vary of a coding",
                        get("Accept-Encoding: gzip"),
                        200,
                        "Vary: Accept, Accept-Encoding, Content-Release-Min"),
                row("8.8.3.3", "gzip has its own tag", get("Accept-Encoding: gzip"), 200, "ETag ~ (?!{tag}).*"),
                row("8.8.3.3", "br has its own tag", get("Accept-Encoding: br"), 200, "ETag ~ (?!{tag}|{gzip-tag}).*"),
                row(
                        "13.1.2",
                        "the tag of gzip",
                        get("Accept-Encoding: gzip", "If-None-Match: {gzip-tag}"),
                        304,
                        "ETag: {gzip-tag}"),
                row("13.1.2", "the tag of another", get("Accept-Encoding: gzip", "If-None-Match: {tag}"), 200, GZIP),
                row(
                        "13.1.2",
                        "all that a client has",
                        get("Accept-Encoding: br", "If-None-Match: {tag}, {gzip-tag}, {br-tag}"),
                        304,
                        "ETag: {br-tag}"),
                row("13.1.1", "of another coding", get("Accept-Encoding: gzip", "If-Match: {tag}"), 412),
                row(
                        "8.4.1",
                        "a date is the same in all",
                        get("Accept-Encoding: gzip", "If-Modified-Since: {date}"),
                        304));
    }
}
