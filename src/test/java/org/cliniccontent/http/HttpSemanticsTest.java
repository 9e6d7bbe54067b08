package org.cliniccontent.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.RawHttp.Answer;
import org.cliniccontent.testing.ServiceTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The rules of RFC 9110, 9111 and 9112 for reads, row by row, byte by byte. Each request is sent twice: before its
 * response is cached, and after. A cache in between must make no difference.
 */
@ServiceTest
class HttpSemanticsTest {

    /** The fields that a 304 must have if the 200 has them (section 15.4.5). */
    private static final List<String> KEPT_IN_304 =
            List.of("Content-Location", "ETag", "Vary", "Cache-Control", "Expires");

    private static final List<String> NOT_IN_304 =
            List.of("Content-Length", "Content-Type", "Content-Encoding", "Content-Range", "Transfer-Encoding");

    private static Map<String, String> known = Map.of();

    /** Reads the known values, which needs the service's port and so cannot happen before all tests. */
    @BeforeEach
    void readWhatIsKnown() {
        if (known.isEmpty()) {
            known = SemanticsTarget.known();
        }
    }

    static Stream<SemanticsRow> rows() {
        return Stream.of(ConditionRows.rows(), NegotiationRows.rows(), MessageRows.rows())
                .flatMap(Function.identity());
    }

    static Stream<SemanticsRow> gets() {
        return rows().filter(SemanticsRow::isGet);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void itIsAnsweredAsTheRowSaysCachedOrNot(SemanticsRow row) {
        var target = new SemanticsTarget(known);
        var first = target.send(row.request());
        check(row, target, first);
        var plain = target.send(row.unconditional());
        var second = target.send(row.request());
        check(row, target, second);
        assertThat(fieldsThatLast(second)).isEqualTo(fieldsThatLast(first));
        assertThat(contentThatLasts(second)).isEqualTo(contentThatLasts(first));
        if (row.status() == 304) {
            assertThat(plain.status()).isEqualTo(200);
            for (String name : KEPT_IN_304) {
                assertThat(second.field(name)).as(name).isEqualTo(plain.field(name));
            }
        }
    }

    /** Checks HEAD against RFC 9110, section 9.3.2. */
    @ParameterizedTest
    @MethodSource("gets")
    void headIsAnsweredAsGetWithoutItsContent(SemanticsRow row) {
        var target = new SemanticsTarget(known);
        var missed = target.send(row.asHead());
        var get = target.send(row.request());
        var hit = target.send(row.asHead());
        for (Answer head : List.of(missed, hit)) {
            assertThat(head.status()).isEqualTo(get.status());
            assertThat(head.content()).isEmpty();
            var fields = fieldsThatLast(get);
            if (get.status() >= 400 && head.field("Content-Length").isEmpty()) {
                // "May omit header fields for which a value is determined only while generating the content".
                fields.remove("content-length");
            }
            assertThat(fieldsThatLast(head)).isEqualTo(fields);
        }
    }

    private static void check(SemanticsRow row, SemanticsTarget target, Answer answer) {
        assertThat(answer.status()).as(row + "\n" + answer.head()).isEqualTo(row.status());
        for (String expectation : row.expected()) {
            check(target.fill(expectation), answer);
        }
        // What the HTTP server refuses by itself has neither a date nor content.
        if (answer.content().length > 0 || answer.status() < 400) {
            assertThat(answer.field("Date"))
                    .singleElement()
                    .asString()
                    .hasSize(29)
                    .endsWith(" GMT");
        }
        if (row.isGet()) {
            switch (answer.status()) {
                case 200 -> checkContent(target, answer);
                case 304 -> checkNothingIsIn(answer);
                default -> checkProblem(answer);
            }
        }
    }

    private static void check(String expectation, Answer answer) {
        var matched = expectation.split(" ~ ", 2);
        var said = expectation.split(": ", 2);
        if (matched.length == 2) {
            assertThat(answer.field(matched[0]))
                    .as(answer.head())
                    .singleElement()
                    .asString()
                    .matches(matched[1]);
        } else if (said.length == 2) {
            assertThat(answer.field(said[0])).as(answer.head()).containsExactly(said[1]);
        } else if (expectation.startsWith("!")) {
            assertThat(answer.field(expectation.substring(1))).as(answer.head()).isEmpty();
        } else {
            assertThat(answer.field(expectation)).as(answer.head()).hasSize(1);
        }
    }

    private static void checkContent(SemanticsTarget target, Answer answer) {
        assertThat(answer.content()).isNotEmpty();
        assertThat(answer.field("Content-Length")).containsExactly(String.valueOf(answer.content().length));
        assertThat(answer.field("ETag")).singleElement().asString().matches("\"[\\x21\\x23-\\x7e]+\"");
        for (String name : List.of("Cache-Control", "Vary", "Content-Type")) {
            assertThat(answer.field(name)).as(name).hasSize(1);
        }
        if (answer.field("Content-Encoding").equals(List.of("gzip"))) {
            assertThat(gunzip(answer.content()))
                    .isEqualTo(target.send(SemanticsRow.get()).content());
        }
    }

    private static byte[] gunzip(byte[] content) {
        try (var stream = new GZIPInputStream(new ByteArrayInputStream(content))) {
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void checkNothingIsIn(Answer answer) {
        assertThat(answer.content()).isEmpty();
        for (String name : NOT_IN_304) {
            assertThat(answer.field(name)).as(name).isEmpty();
        }
    }

    private static void checkProblem(Answer answer) {
        if (answer.content().length > 0) {
            assertThat(answer.field("Content-Type")).containsExactly("application/problem+json");
            assertThat(answer.field("Cache-Control")).containsExactly("no-store");
            assertThat(Api.parse(answer.body()).path("status").asInt()).isEqualTo(answer.status());
        }
    }

    private static Map<String, List<String>> fieldsThatLast(Answer answer) {
        var fields = answer.fields();
        fields.remove("date");
        fields.remove("ratelimit");
        return fields;
    }

    private static String contentThatLasts(Answer answer) {
        return answer.body().replaceAll("\"traceId\":\"[0-9a-f]{32}\"", "");
    }
}
