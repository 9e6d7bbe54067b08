package org.cliniccontent.http;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Tests of {@code Accept} against RFC 9110: malformed fields, and the most specific range. */
class AcceptHeaderTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "application/json # true",
                "*/* # true",
                "application/* # true",
                "text/* # false",
                "text/html # false",
                "APPLICATION/Json # true",
                "application/json;q=0 # false",
                "application/json;Q=0 # false",
                "application/json; q=0.001 # true",
                "application/json;q=0.000 # false",
                "*/*;q=0, application/* # true",
                "application/json;q=0, application/*, */* # false",
                "application/*;q=0, */* # false",
                "text/html , application/json # true",
                "application/json;v=1;q=0 # false",
                "application/json;a=\"x;q=0\" # true",
                "application/json;a=\"x,y\", text/html # true",
                "application/json;a=\"\\\"\" # true"
            })
    void theMostSpecificRangeDecides(String accept, boolean admits) {
        assertThat(AcceptHeader.parse(accept).orElseThrow().admits("application/json"))
                .isEqualTo(admits);
    }

    @Test
    void noneAdmitsEverything() {
        assertThat(AcceptHeader.parse(null).orElseThrow().admits("application/json"))
                .isTrue();
        assertThat(AcceptHeader.parse("").orElseThrow().admits("text/html")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "json",
                "*/json",
                "a/b/c",
                "a/",
                "/b",
                "a /b",
                "a/b;q=2",
                "a/b;q=",
                "a/b;q=.5",
                "a/b;q=1.001",
                "a/b;q=0.1234",
                "a/b;q=-0",
                "a/b;q=1e0",
                "a/b c/d",
                "a/b;=1",
                "a/b;x=\"",
                "a/b\u00e9",
                "(a)/b",
                "a/b;q=0;q=2x/"
            })
    void whatTheGrammarDoesNotHaveIsMalformed(String accept) {
        assertThat(AcceptHeader.parse(accept)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {",a/b", "a/b,", "a/b,,c/d", " , a/b", "a/b ,\t, c/d"})
    void anEmptyPartOfAListIsIgnored(String accept) {
        assertThat(AcceptHeader.parse(accept)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {";  ", ";\t;  ", "; a=b  ;  ", ",  ", "; a=\"x\" ; "})
    @Timeout(5)
    void aLongFieldThatIsMalformedAtItsEndIsRefusedSoon(String part) {
        assertThat(AcceptHeader.parse("a/b" + part.repeat(8_000 / part.length()) + "\u0001"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "\\x", "\\\""})
    void aLongQuotedStringIsParsed(String part) {
        var accept = "a/b;c=\"" + part.repeat(7_900 / part.length()) + "\"";
        assertThat(AcceptHeader.parse(accept)).isPresent();
    }

    @Property(tries = 1_000)
    void anyTextIsParsedOrRefused(@ForAll String text) {
        assertThat(AcceptHeader.parse(text)).isNotNull();
    }
}
