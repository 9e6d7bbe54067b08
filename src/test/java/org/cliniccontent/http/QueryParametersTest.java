package org.cliniccontent.http;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.cliniccontent.http.QueryParameters.MalformedException;
import org.cliniccontent.http.problem.Fault;
import org.cliniccontent.http.problem.ProblemException;
import org.cliniccontent.http.problem.ProblemType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** A query string is decoded strictly, and every fault is reported. */
class QueryParametersTest {

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Test
    void everyUnicodeScalarValueButControlsAndOverridesIsDecoded() {
        for (int codePoint = 0; codePoint <= Character.MAX_CODE_POINT; codePoint++) {
            var text = Character.toString(codePoint);
            if (!Character.isISOControl(codePoint) && TextRule.PROSE.fault(text).isEmpty()) {
                assertThat(QueryParameters.decode(encoded(text)).equals(text))
                        .as("U+%04X", codePoint)
                        .isTrue();
            }
        }
    }

    @Property(tries = 500)
    void whatWasEncodedIsDecoded(@ForAll String text) {
        var clean = TextRule.PROSE.cleaned(text).replace("\n", "");
        assertThat(QueryParameters.decode(encoded(clean))).isEqualTo(clean);
    }

    @Property(tries = 500)
    void anyOtherTextIsDecodedOrRefusedAndNothingElse(@ForAll String text) {
        try {
            assertThat(QueryParameters.decode(text)).isNotNull();
        } catch (MalformedException e) {
            assertThat(e).hasMessageStartingWith(e.getMessage().startsWith("has") ? "has" : "must");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%",
                "a%",
                "%4",
                "%4g",
                "%-1",
                "%+1",
                "% 1",
                "%u0041",
                "%C3",
                "%C3%28",
                "%A9",
                "%C0%80",
                "%C1%BF",
                "%E0%80%80",
                "%ED%A0%80",
                "%ED%BF%BF",
                "%F4%90%80%80",
                "%F8%88%80%80%80",
                "%FE",
                "%FF",
                "%00",
                "%09",
                "%0A",
                "%1F",
                "%7F",
                "%C2%80",
                "%C2%9F",
                "\u00e9",
                "\uff15",
                "%\uff11\uff11"
            })
    void whatIsNotPercentEncodedUtf8IsRefused(String text) {
        assertThatThrownBy(() -> QueryParameters.decode(text)).isInstanceOf(MalformedException.class);
    }

    @ParameterizedTest
    @CsvSource({"a+b, a b", "a%2Bb, a+b", "a%20b, a b", "%41%5a, AZ", "%c3%a9, \u00e9", "a=b, a=b"})
    void aPlusIsASpaceAndHexHasNoCase(String encoded, String decoded) {
        assertThat(QueryParameters.decode(encoded)).isEqualTo(decoded);
    }

    @Test
    void aPlusInAPathIsAPlus() {
        assertThat(QueryParameters.percentDecode("a+b")).isEqualTo("a+b");
    }

    @Test
    void aValueMayHaveAnEqualsSign() {
        assertThat(QueryParameters.parse("a=b=c").one("a", value -> value)).contains("b=c");
    }

    @Test
    void aParameterThatWasRepeatedKeepsItsOrder() {
        assertThat(QueryParameters.parse("a=2&b=x&a=1").many("a", value -> value))
                .containsExactly("2", "1");
    }

    @Test
    void anEncodedNameIsTheName() {
        assertThat(QueryParameters.parse("%6Cimit=1").one("limit", value -> value))
                .contains("1");
    }

    @Test
    void noQueryHasNoFaults() {
        QueryParameters.parse(null).finish("none");
        QueryParameters.parse("").finish("none");
        assertThat(QueryParameters.parse(null).one("a", value -> value)).isEmpty();
    }

    @Test
    void everyFaultIsThere() {
        var parameters = QueryParameters.parse("once=1&once=2&empty=&bad=%FF&bad2=%zz&odd=7&long=" + "a".repeat(2_001));
        parameters.one("once", value -> value);
        parameters.one("empty", value -> value);
        parameters.one("bad", value -> value);
        parameters.one("long", value -> value);
        parameters.fault("own", "is not nice");
        var problem = catchThrowableOfType(ProblemException.class, () -> parameters.finish("once, empty"));
        assertThat(problem.type()).isEqualTo(ProblemType.INVALID_PARAMETER);
        assertThat(problem.faults())
                .extracting(Fault::parameter)
                .containsExactlyInAnyOrder("once", "empty", "bad", "bad2", "odd", "long", "own");
    }

    @ParameterizedTest
    @ValueSource(strings = {"&", "a=1&", "&a=1", "a=1&&a=1", "=1", "="})
    void anEmptyPairIsAFault(String query) {
        var parameters = QueryParameters.parse(query);
        parameters.many("a", value -> value);
        assertThatThrownBy(() -> parameters.finish("a")).isInstanceOf(ProblemException.class);
    }

    @Test
    void whatAParserRefusesIsAFaultOfItsParameter() {
        var parameters = QueryParameters.parse("a=x");
        parameters.one("a", value -> {
            throw new MalformedException("must be a number");
        });
        var problem = catchThrowableOfType(ProblemException.class, () -> parameters.finish("a"));
        assertThat(problem).hasMessage("'a' must be a number");
        assertThat(problem.faults()).containsExactly(Fault.ofParameter("a", "must be a number"));
    }
}
