package org.cliniccontent.document;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import org.cliniccontent.http.problem.Fault;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The language of a document is one. */
class DocumentRulesTest {

    private static List<String> faults(String locale) {
        var body = JsonNodeFactory.instance.objectNode().put("locale", locale);
        return new DocumentType().check(body).stream().map(Fault::pointer).toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"en", "EN", "pt-BR", "zh-Hant-TW", "de-CH-1996", "es-419", "en-x-clinic", "cy", "sl-rozaj-biske"
            })
    void aLanguageMayBePublished(String locale) {
        assertThat(faults(locale)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "e",
                "en_GB",
                "en-",
                "-en",
                "english language",
                "en-GB-GB",
                "en--GB",
                "abcdefghi",
                "é",
                "en-a"
            })
    void anythingElseMayNot(String locale) {
        assertThat(faults(locale)).containsExactly("/locale");
    }
}
