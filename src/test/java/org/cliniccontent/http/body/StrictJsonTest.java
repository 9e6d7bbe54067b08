package org.cliniccontent.http.body;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.cliniccontent.http.TextRule;
import org.cliniccontent.http.problem.Fault;
import org.cliniccontent.http.problem.Faults;
import org.cliniccontent.http.problem.ProblemException;
import org.cliniccontent.http.problem.ProblemType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** What is read is exactly what was sent, and what could not be kept so is refused with its place. */
class StrictJsonTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "null",
                "0",
                "-1",
                "1.5",
                "0.1",
                "1e3",
                "9223372036854775807",
                "123456789012345678901234567890",
                "\"\"",
                "\"\\ud83d\\ude00\"",
                "{\"text\": \"\\n\\u2028\"}",
                " {\"a\": [1, {\"b\": null}], \"c\": true}\n"
            })
    void whatIsJsonIsRead(String body) throws Exception {
        assertThat(StrictJson.parse(bytes(body)).toString())
                .isEqualTo(new ObjectMapper().readTree(body).toString());
    }

    @Property
    void everyTextComesBack(@ForAll String text) {
        var json = TextNode.valueOf(text).toString();
        if (TextRule.NAME.fault(text).isEmpty()) {
            assertThat(StrictJson.parse(bytes(json)).asText()).isEqualTo(text);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"a": "x\\u0000"}                  | /a
            {"a": ["\\ud800"]}                 | /a/0
            {"a": "\\udc00\\ud800"}            | /a
            {"a": {"b": 1, "b": 2}}            | /a/b
            {"a/b": 1, "a/b": 2}               | /a~1b
            {"\\ud800": 1}                     | ``
            {"a": 1e999}                       | /a
            {"a": 0.1234567890123456789}       | /a
            {"a": 1e-999}                      | /a
            {"a": 1} {}                        | ``
            {"a": 1} x                         | ``
            {"a": 1,}                          | ``
            {"a": [1, x]}                      | /a
            {"a": 01}                          | ``
            {"a": .5}                          | ``
            {"a": NaN}                         | ``
            {"a": 'x'}                         | ``
            {'a': 1}                           | ``
            {a: 1}                             | ``
            {"a": 1                            | ``
            [1, 2                              | ``
            "abc                               | ``
            {"a": /* x */ 1}                   | ``
            {"a": 1} // x                      | ``
            {"a": 1234567890123456789012345678901} | ``
            x                                  | ``
            \\x00                              | ``
            """)
    void whatIsNotIsRefusedWithItsPlace(String body, String pointer) {
        var faults = faults(bytes(body));
        assertThat(faults).extracting(Fault::pointer).containsExactly(pointer);
        assertThat(faults.get(0).detail()).doesNotContain("jackson", "Exception", "Token", "Source");
    }

    @Test
    void everyFaultIsNamed() {
        assertThat(faults(bytes("{\"a\": \"\\u0000\", \"a\": 1, \"b\": [\"\\ud800\", 1e999], \"c\": 1} 2")))
                .extracting(Fault::pointer)
                .containsExactly("/a", "/a", "/b/0", "/b/1", "");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"22c08022", "22ff22", "22eda08022", "22f490808022", "efbbbf7b7d", "220022", "00", "fffe7b00"})
    void whatIsNotUtf8OrHasAByteOrderMarkIsRefused(String hex) {
        assertThat(faults(HexFormat.of().parseHex(hex))).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n"})
    void nothingIsRefused(String body) {
        assertThat(faults(bytes(body))).containsExactly(Fault.at("", "is empty"));
    }

    @Test
    void depthIsBounded() {
        assertThat(StrictJson.parse(bytes("[".repeat(50) + "]".repeat(50))).isArray())
                .isTrue();
        assertThat(faults(bytes("[".repeat(51) + "]".repeat(51)))).hasSize(1);
        assertThat(faults(bytes("[".repeat(500_000)))).hasSize(1);
        assertThat(faults(bytes("{\"a\":".repeat(500_000)))).hasSize(1);
    }

    @Test
    void namesAndNumbersAreBounded() {
        assertThat(faults(bytes("{\"" + "a".repeat(60_000) + "\": 1}"))).hasSize(1);
        assertThat(faults(bytes("1".repeat(100_000)))).hasSize(1);
        assertThat(faults(bytes("1e" + "1".repeat(1_000)))).hasSize(1);
    }

    @Test
    void whatIsInABodyIsBounded() {
        assertThat(StrictJson.parse(bytes("[0" + ",0".repeat(9_999) + "]"))).hasSize(10_000);
        assertThat(faults(bytes("{\"a\": [0" + ",0".repeat(2_000_000) + "]}")))
                .singleElement()
                .satisfies(fault -> {
                    assertThat(fault.pointer()).isEqualTo("/a");
                    assertThat(fault.detail()).contains("more than 10,000 items", "line 1, column");
                });
        assertThat(faults(bytes("[" + "[0],".repeat(9_999) + "[0,0,0,0]]")))
                .singleElement()
                .satisfies(fault -> assertThat(fault.detail()).contains("more than 20,000 values"));
        var members = IntStream.rangeClosed(0, 1_000)
                .mapToObj(i -> "\"a" + i + "\":1")
                .collect(Collectors.joining(","));
        assertThat(faults(bytes("{" + members + "}"))).singleElement().satisfies(fault -> assertThat(fault.detail())
                .contains("more than 1,000 members"));
        assertThat(faults(bytes('"' + "a".repeat(2_000_001) + '"'))).hasSize(1);
        assertThat(StrictJson.parse(bytes('"' + "a".repeat(2_000_000) + '"')).asText())
                .hasSize(2_000_000);
    }

    @Test
    void aLongBodyMayHaveMoreValues() {
        var limits = new BodyLimits(50_000, 10, 1_000_000);
        assertThat(faults(bytes("[0" + ",0".repeat(20_000) + "]"), limits)).hasSize(1);
        assertThat(StrictJson.parse(bytes("[0" + ",12345678".repeat(20_000) + "]"), limits))
                .hasSize(20_001);
    }

    @Test
    void ofManyFaultsSomeAreNamed() {
        var problem = catchThrowableOfType(
                ProblemException.class, () -> StrictJson.parse(bytes("{" + "\"a\":1,".repeat(999) + "\"a\":1}")));
        assertThat(problem.faults()).hasSize(Faults.MAX);
        assertThat(problem).hasMessage("The body has 999 faults");
    }

    private static List<Fault> faults(byte[] body) {
        return faults(body, BodyLimits.REQUEST);
    }

    private static List<Fault> faults(byte[] body, BodyLimits limits) {
        var problem = catchThrowableOfType(ProblemException.class, () -> StrictJson.parse(body, limits));
        assertThat(problem).isNotNull();
        assertThat(problem.type()).isEqualTo(ProblemType.INVALID_BODY);
        return problem.faults();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
