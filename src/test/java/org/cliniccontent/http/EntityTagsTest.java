package org.cliniccontent.http;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/** Entity tags: made of bytes, and compared weakly as {@code If-None-Match} asks. */
class EntityTagsTest {

    private static final String TAG = "\"abc\"";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"abc\"",
                "W/\"abc\"",
                "*",
                " * ",
                "\"x\", \"abc\"",
                "\"x\",W/\"abc\",\"y\"",
                "\"\", \"abc\"",
                "\"a,b\", \"abc\""
            })
    void theseMatch(String field) {
        assertThat(EntityTags.match(List.of(field), TAG)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "abc",
                "\"ABC\"",
                "\"abc",
                "abc\"",
                "\"abcd\"",
                "\"x\"",
                "w",
                "\"*\"",
                "**",
                "\"x abc\"",
                "W/abc"
            })
    void theseDoNot(String field) {
        assertThat(EntityTags.match(List.of(field), TAG)).isFalse();
    }

    @Test
    void oneOfSeveralLinesIsEnough() {
        assertThat(EntityTags.match(List.of("\"x\"", "\"abc\""), TAG)).isTrue();
        assertThat(EntityTags.match(List.of(), TAG)).isFalse();
    }

    @Property(tries = 300)
    void equalBytesHaveEqualTagsAndOthersHaveOthers(@ForAll byte[] bytes, @ForAll byte[] other) {
        assertThat(EntityTags.strong(bytes))
                .isEqualTo(EntityTags.strong(bytes.clone()))
                .matches("\"[A-Za-z0-9_-]{22}\"");
        assumeThat(bytes).isNotEqualTo(other);
        assertThat(EntityTags.strong(bytes)).isNotEqualTo(EntityTags.strong(other));
    }

    @Property(tries = 300)
    void aTagMatchesItself(@ForAll byte[] bytes) {
        var tag = EntityTags.strong(bytes);
        assertThat(EntityTags.match(List.of(tag), tag)).isTrue();
        assertThat(EntityTags.match(List.of("\"x\", W/" + tag), tag)).isTrue();
    }
}
