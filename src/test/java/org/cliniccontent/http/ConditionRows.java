package org.cliniccontent.http;

import java.util.stream.Stream;

import static org.cliniccontent.http.SemanticsRow.get;
import static org.cliniccontent.http.SemanticsRow.request;
import static org.cliniccontent.http.SemanticsRow.row;

/** Conditions and ranges: RFC 9110, sections 13 and 14. */
final class ConditionRows {

    private static final String OTHER = "\"other\"";

    private ConditionRows() {}

    static Stream<SemanticsRow> rows() {
        return Stream.of(noneMatch(), match(), dates(), precedence(), before(), ranges())
                .flatMap(rows -> rows);
    }

    private static Stream<SemanticsRow> noneMatch() {
        var section = "13.1.2";
        return Stream.of(
                row(section, "a tag that matches", get("If-None-Match: {tag}"), 304, "ETag: {tag}"),
                row(section, "one that does not", get("If-None-Match: " + OTHER), 200, "ETag: {tag}"),
                row(section, "compared weakly", get("If-None-Match: W/{tag}"), 304, "ETag: {tag}"),
                row(section, "a small w is no weak tag", get("If-None-Match: w/{tag}"), 200),
                row(section, "a list", get("If-None-Match: \"other\", W/{tag}, \"more\""), 304),
                row(section, "a list without the tag", get("If-None-Match: \"other\", W/\"more\""), 200),
                row(section, "any", get("If-None-Match: *"), 304),
                row(section, "any in quotes is a tag", get("If-None-Match: \"*\""), 200),
                row(section, "a tag without quotes is none", get("If-None-Match: other"), 200),
                row(section, "nothing closes the quotes", get("If-None-Match: \"other, {tag}"), 200),
                row(section, "any stands alone", get("If-None-Match: *, " + OTHER), 200),
                row("8.8.3", "a comma in a tag", get("If-None-Match: \"a,b\", {tag}"), 304),
                row("8.8.3", "the empty tag", get("If-None-Match: \"\""), 200),
                row("5.3", "several lines", get("If-None-Match: \"other\"", "If-None-Match: {tag}"), 304),
                row("5.6.1.2", "empty elements", get("If-None-Match: , ,{tag},"), 304),
                row("5.6.3", "no space, and tabs", get("If-None-Match: \"other\",{tag}\t,\t\"more\""), 304),
                row("5.1", "a name in small letters", get("if-none-match: {tag}"), 304),
                row("5.1", "a name in capitals", get("IF-NONE-MATCH:{tag}"), 304),
                row("13.1.2", "an empty list", get("If-None-Match:"), 200),
                row("13.1.2", "on HEAD", request("HEAD {target} HTTP/1.1", "If-None-Match: {tag}"), 304));
    }

    private static Stream<SemanticsRow> match() {
        var section = "13.1.1";
        return Stream.of(
                row(section, "the tag", get("If-Match: {tag}"), 200, "ETag: {tag}"),
                row(section, "another", get("If-Match: " + OTHER), 412, "!ETag", "Cache-Control: no-store"),
                row(section, "any", get("If-Match: *"), 200),
                row(section, "compared strongly", get("If-Match: W/{tag}"), 412),
                row(section, "a list", get("If-Match: \"other\", {tag}"), 200),
                row(section, "a list without the tag", get("If-Match: \"other\", W/{tag}"), 412),
                row(section, "what cannot be read", get("If-Match: other"), 412),
                row(section, "an empty list", get("If-Match:"), 412),
                row("5.3", "several lines", get("If-Match: \"other\"", "If-Match: {tag}"), 200),
                row(section, "on HEAD", request("HEAD {target} HTTP/1.1", "If-Match: " + OTHER), 412));
    }

    private static Stream<SemanticsRow> dates() {
        var since = "13.1.3";
        var until = "13.1.4";
        var form = "5.6.7";
        return Stream.of(
                row("8.8.2", "Last-Modified", get(), 200, "Last-Modified: {date}"),
                row(since, "not modified since", get("If-Modified-Since: {date}"), 304),
                row(since, "modified since", get("If-Modified-Since: {earlier}"), 200),
                row(since, "ahead", get("If-Modified-Since: {ahead}"), 304),
                row(form, "RFC 850", get("If-Modified-Since: {date-850}"), 304),
                row(form, "RFC 850, modified since", get("If-Modified-Since: {earlier-850}"), 200),
                row(form, "asctime", get("If-Modified-Since: {date-asctime}"), 304),
                row(form, "asctime, modified since", get("If-Modified-Since: {earlier-asctime}"), 200),
                row(
                        form,
                        "two digits far ahead are past",
                        get("If-Modified-Since: Friday, 31-Dec-99 23:59:59 GMT"),
                        200),
                row(since, "ISO 8601 is not valid", get("If-Modified-Since: 2099-01-01T00:00:00Z"), 200),
                row(since, "no such day", get("If-Modified-Since: Sat, 31 Feb 2099 00:00:00 GMT"), 200),
                row(since, "another zone", get("If-Modified-Since: Thu, 01 Jan 2099 00:00:00 +0000"), 200),
                row(since, "not a date", get("If-Modified-Since: yesterday"), 200),
                row(since, "more than one member", get("If-Modified-Since: {date}", "If-Modified-Since: {date}"), 200),
                row(since, "on HEAD", request("HEAD {target} HTTP/1.1", "If-Modified-Since: {date}"), 304),
                row(until, "unmodified since", get("If-Unmodified-Since: {date}"), 200),
                row(until, "modified since", get("If-Unmodified-Since: {earlier}"), 412),
                row(until, "ahead", get("If-Unmodified-Since: {ahead}"), 200),
                row(until, "RFC 850, modified since", get("If-Unmodified-Since: {earlier-850}"), 412),
                row(until, "asctime, modified since", get("If-Unmodified-Since: {earlier-asctime}"), 412),
                row(until, "not a date", get("If-Unmodified-Since: never"), 200),
                row(until, "a list of dates", get("If-Unmodified-Since: {earlier}, {earlier}"), 200));
    }

    /** Returns all pairs of conditions whose outcomes differ. */
    private static Stream<SemanticsRow> precedence() {
        var section = "13.2.2";
        return Stream.of(
                row(section, "1 before 2, true", get("If-Match: {tag}", "If-Unmodified-Since: {earlier}"), 200),
                row(section, "1 before 2, false", get("If-Unmodified-Since: {date}", "If-Match: " + OTHER), 412),
                row(section, "1 before 3, false", get("If-None-Match: {tag}", "If-Match: " + OTHER), 412),
                row(section, "1 true, then 3", get("If-Match: {tag}", "If-None-Match: {tag}"), 304),
                row(section, "1 and 3 true", get("If-Match: *", "If-None-Match: " + OTHER), 200),
                row(section, "1 before 4, false", get("If-Match: " + OTHER, "If-Modified-Since: {date}"), 412),
                row(section, "1 true, then 4", get("If-Match: {tag}", "If-Modified-Since: {date}"), 304),
                row(section, "2 before 3, false", get("If-Unmodified-Since: {earlier}", "If-None-Match: {tag}"), 412),
                row(section, "2 true, then 3", get("If-Unmodified-Since: {date}", "If-None-Match: {tag}"), 304),
                row(
                        section,
                        "2 before 4, false",
                        get("If-Unmodified-Since: {earlier}", "If-Modified-Since: {date}"),
                        412),
                row(section, "2 true, then 4", get("If-Unmodified-Since: {date}", "If-Modified-Since: {date}"), 304),
                row(section, "3 before 4, true", get("If-None-Match: \"other\"", "If-Modified-Since: {date}"), 200),
                row(section, "3 before 4, false", get("If-Modified-Since: {earlier}", "If-None-Match: {tag}"), 304),
                row("13.1.3", "3 before 4, unreadable", get("If-None-Match: other", "If-Modified-Since: {date}"), 200),
                row(
                        section,
                        "all, the first fails",
                        get(
                                "If-Match: \"other\"",
                                "If-Unmodified-Since: {date}",
                                "If-None-Match: {tag}",
                                "If-Modified-Since: {date}"),
                        412),
                row(
                        section,
                        "all, the first holds",
                        get(
                                "If-Match: {tag}",
                                "If-Unmodified-Since: {earlier}",
                                "If-None-Match: {tag}",
                                "If-Modified-Since: {earlier}"),
                        304));
    }

    private static Stream<SemanticsRow> before() {
        var section = "13.2.1";
        return Stream.of(
                row(section, "404", request("GET /v1/conditions/none HTTP/1.1", "If-None-Match: *"), 404),
                row(section, "404", request("GET /v1/conditions/none HTTP/1.1", "If-Match: " + OTHER), 404),
                row(section, "404 of a path", request("GET /v1/nowhere HTTP/1.1", "If-Match: " + OTHER), 404),
                row(section, "400", request("GET {target}&limit=0 HTTP/1.1", "If-Match: " + OTHER), 400),
                row(section, "400 of Accept", get("Accept: json", "If-None-Match: *"), 400),
                row(section, "406", get("Accept: text/html", "If-None-Match: *"), 406),
                row(section, "401", get("Authorization: Bearer none", "If-None-Match: *"), 401, "WWW-Authenticate"),
                row(section, "405", request("POST {target} HTTP/1.1", "If-None-Match: *"), 405),
                row(section, "OPTIONS selects nothing", request("OPTIONS {target} HTTP/1.1", "If-Match: \"x\""), 200));
    }

    private static Stream<SemanticsRow> ranges() {
        var none = new String[] {"Accept-Ranges: none", "!Content-Range", "ETag: {tag}"};
        return Stream.of(
                row("14.3", "none are offered", get(), 200, none),
                row("14.2", "a range", get("Range: bytes=0-9"), 200, none),
                row("14.2", "a suffix", get("Range: bytes=-5"), 200, none),
                row("14.2", "several", get("Range: bytes=0-0,2-3,-1"), 200, none),
                row("14.2", "none that there is", get("Range: bytes=99999999-"), 200, none),
                row("14.2", "the wrong way round", get("Range: bytes=9-0"), 200, none),
                row("14.2", "another unit", get("Range: items=0-9"), 200, none),
                row("14.2", "what cannot be read", get("Range: 0-9"), 200, none),
                row("13.1.5", "If-Range holds", get("Range: bytes=0-9", "If-Range: {tag}"), 200, none),
                row("13.1.5", "it does not", get("Range: bytes=0-9", "If-Range: " + OTHER), 200, none),
                row("13.1.5", "it is weak", get("Range: bytes=0-9", "If-Range: W/{tag}"), 200, none),
                row("13.1.5", "it is a date", get("Range: bytes=0-9", "If-Range: {date}"), 200, none),
                row("13.1.5", "it is alone", get("If-Range: " + OTHER), 200, none),
                row("13.2.2", "3 before 5", get("Range: bytes=0-9", "If-Range: {tag}", "If-None-Match: {tag}"), 304),
                row("14.2", "on HEAD", request("HEAD {target} HTTP/1.1", "Range: bytes=0-9"), 200, none));
    }
}
