package org.cliniccontent.content;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Canonical JSON by the examples of RFC 8785. */
class CanonicalJsonTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static String canonical(String json) throws JsonProcessingException {
        return CanonicalJson.json(JSON.readTree(json));
    }

    /** Section 3.2.2 and 3.2.3. */
    @Test
    void theExampleOfTheSpecificationIsAsItSays() throws JsonProcessingException {
        assertThat(canonical("""
                {
                  "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
                  "string": "\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\"\\/",
                  "literals": [null, true, false]
                }
                """))
                .isEqualTo("{\"literals\":[null,true,false],"
                        + "\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],"
                        + "\"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
    }

    /** Section 3.2.3: by UTF-16 code units. */
    @Test
    void membersAreSortedByUtf16CodeUnits() throws JsonProcessingException {
        assertThat(canonical("""
                {"\\u20ac": "Euro Sign", "\\r": "Carriage Return", "\\ufb33": "Hebrew Letter Dalet With Dagesh",
                 "1": "One", "\\ud83d\\ude00": "Emoji: Grinning Face", "\\u0080": "Control", "\\u00f6": "Latin Small Letter O With Diaeresis"}
                """))
                .isEqualTo("{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\","
                        + "\"\u00f6\":\"Latin Small Letter O With Diaeresis\",\"\u20ac\":\"Euro Sign\","
                        + "\"\ud83d\ude00\":\"Emoji: Grinning Face\",\"\ufb33\":\"Hebrew Letter Dalet With Dagesh\"}");
    }

    /** Appendix B. */
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-0.0, 0",
        "5e-324, 5e-324",
        "-5e-324, -5e-324",
        "1.7976931348623157e308, 1.7976931348623157e+308",
        "9007199254740992, 9007199254740992",
        "295147905179352830000, 295147905179352830000",
        "1e21, 1e+21",
        "1e23, 1e+23",
        "0.000001, 0.000001",
        "1e-7, 1e-7",
        "333333333.3333332, 333333333.3333332",
        "1424953923781206.2, 1424953923781206.2"
    })
    void aNumberIsWrittenAsEcmaScriptDoes(String number, String canonical) throws JsonProcessingException {
        assertThat(canonical(number.startsWith("[") ? number : '[' + number + ']'))
                .isEqualTo('[' + canonical + ']');
    }

    @Test
    void theHashIsThatOfTheUtf8Bytes() {
        assertThat(CanonicalJson.sha256(""))
                .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assertThat(CanonicalJson.sha256("abc"))
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assertThat(CanonicalJson.sha256("é")).isNotEqualTo(CanonicalJson.sha256("e"));
    }
}
