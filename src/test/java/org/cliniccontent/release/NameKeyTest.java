package org.cliniccontent.release;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import java.util.Locale;
import org.cliniccontent.content.TypeDescription;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The sort key of lists by name: the same on every machine. */
class NameKeyTest {

    private static final TypeDescription TYPE =
            new TypeDescription("thing", "things", "name", Object.class, List.of(), List.of());

    private static String key(String name) {
        return Candidate.of(TYPE, JsonNodeFactory.instance.objectNode().put("name", name))
                .nameKey();
    }

    @ParameterizedTest
    @CsvSource({
        "Zebra, zebra",
        "Éclair, eclair",
        "E\u0301clair, eclair",
        "ÀÇÑ, acn",
        "ﬁne, fine",
        "Ⅳ, iv",
        "ÅNGSTRÖM, angstrom",
        "Größe, große",
        "naïve, naive",
        "日本, 日本"
    })
    void caseAndDiacriticsDoNotCount(String name, String key) {
        assertThat(key(name)).isEqualTo(key);
    }

    @Test
    void theMachinesLanguageDoesNotCount() {
        var machine = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("tr"));
            assertThat(key("INJURY")).isEqualTo("injury");
        } finally {
            Locale.setDefault(machine);
        }
    }
}
