package org.cliniccontent.http;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A request, line by line as sent, and the response that the RFCs demand. Placeholders are in braces: see {@link
 * SemanticsTarget}.
 *
 * @param section of RFC 9110 unless stated otherwise
 * @param expected each {@code Name: value}, {@code Name ~ expression}, {@code Name} or {@code !Name}
 */
record SemanticsRow(String section, String rule, List<String> request, int status, List<String> expected) {

    private static final String GET = "GET ";

    static SemanticsRow row(String section, String rule, List<String> request, int status, String... expected) {
        return new SemanticsRow(section, rule, request, status, List.of(expected));
    }

    /** Returns a GET with fields. */
    static List<String> get(String... fields) {
        return request("GET {target} HTTP/1.1", fields);
    }

    static List<String> request(String start, String... fields) {
        return Stream.concat(Stream.of(start, "Host: localhost"), Arrays.stream(fields))
                .toList();
    }

    boolean isGet() {
        return request.get(0).startsWith(GET);
    }

    /** Returns the request without its conditions. */
    List<String> unconditional() {
        return request.stream()
                .filter(line -> !line.toLowerCase(Locale.ROOT).startsWith("if-"))
                .toList();
    }

    List<String> asHead() {
        return Stream.concat(
                        Stream.of("HEAD " + request.get(0).substring(GET.length())),
                        request.stream().skip(1))
                .toList();
    }

    @Override
    public String toString() {
        return "%s: %s: %s".formatted(section, rule, String.join(" | ", request));
    }
}
