package org.cliniccontent.http;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class RequestTargetTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/conditions",
                "/v1/conditions?limit=1&code=http://id.nlm.nih.gov/mesh%7CD010003",
                "/a?b[c]=d",
                "/-._~!$&'()*+,;=:@/%c3%a9?/?",
                "*",
                "http://localhost:8080/v1"
            })
    void whatAUriMayConsistOf(String target) {
        assertThat(RequestTarget.faultOf(target)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"%", "%2", "%2g", "%-1", "%\u0660\u0660", "?kind=%2", "?kind=%", "?a=%zz"})
    void aBadEscape(String end) {
        assertThat(RequestTarget.faultOf("/v1/conditions" + end)).contains("percent sign");
    }

    @ParameterizedTest
    @ValueSource(strings = {"|", "{", "}", "<", ">", "\"", "^", "`", "\\", "\u00e9", "#", " ", "\u0000", "\u007f"})
    void aCharacterThatMustBeEncoded(String character) {
        assertThat(RequestTarget.faultOf("/v1" + character)).contains("encoded");
        assertThat(RequestTarget.faultOf("/v1?a=" + character)).contains("encoded");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "]"})
    void aBracketInAPath(String character) {
        assertThat(RequestTarget.faultOf("/v1" + character)).contains("encoded");
    }
}
