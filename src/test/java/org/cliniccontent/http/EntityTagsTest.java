package org.cliniccontent.http;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Entity tags: computed from bytes, and compared weakly for {@code If-None-Match}, or strongly for {@code If-Match}.
 */
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
                "\"a,b\", \"abc\"",
                ",\t,\"abc\",, ",
                "\"\u00e9\" ,\"abc\"",
                "\"\\\", \"abc\"",
                "\"W/\", \"abc\""
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
                "W/abc",
                "w/\"abc\"",
                "W/ \"abc\"",
                "W/W/\"abc\"",
                "W/",
                "\"",
                ",",
                "* , *"
            })
    void theseDoNot(String field) {
        assertThat(EntityTags.match(List.of(field), TAG)).isFalse();
    }

    /** Checks fields that contain the tag, but are not lists of tags. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "abc, \"abc\"",
                "\"abc\", abc",
                "\"x\"\"abc\"",
                "\"x\" \"abc\"",
                "\"abc\"-gzip",
                "\"abc\"; q=1",
                "*, \"abc\"",
                "\"abc\", *",
                "\"a b\", \"abc\"",
                "\"a\tb\", \"abc\"",
                "\"a\u007fb\", \"abc\"",
                "\"a\u0100b\", \"abc\"",
                "\"abc\", \"x"
            })
    void whatIsNoListMatchesNothing(String field) {
        assertThat(EntityTags.match(List.of(field), TAG)).isFalse();
        assertThat(EntityTags.matchStrongly(List.of(field), TAG)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "\"abc\" # true",
                "W/\"abc\" # false",
                "W/\"abc\", \"abc\" # true",
                "\"x\", W/\"abc\" # false",
                "* # true",
                "\"x\" # false"
            })
    void aWeakTagDoesNotMatchStrongly(String field, boolean matches) {
        assertThat(EntityTags.matchStrongly(List.of(field), TAG)).isEqualTo(matches);
    }

    @Test
    void anyStandsAlone() {
        assertThat(EntityTags.areAny(List.of("*"))).isTrue();
        assertThat(EntityTags.areAny(List.of())).isFalse();
        assertThat(EntityTags.areAny(List.of("\"*\""))).isFalse();
        assertThat(EntityTags.areAny(List.of("*", "*"))).isFalse();
        assertThat(EntityTags.match(List.of("*", "\"x\""), TAG)).isFalse();
    }

    @Test
    void oneOfSeveralLinesIsEnough() {
        assertThat(EntityTags.match(List.of("\"x\"", "\"abc\""), TAG)).isTrue();
        assertThat(EntityTags.match(List.of("\"abc\"", "garbage"), TAG)).isFalse();
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

    /** Two versions of an entity begin alike, and may differ anywhere, in one byte. */
    @Property(tries = 300)
    void everyByteCounts(@ForAll @Size(min = 1, max = 5_000) byte[] bytes, @ForAll @IntRange(max = 4_999) int place) {
        int changed = place % bytes.length;
        var other = bytes.clone();
        other[changed] ^= 1;
        assertThat(EntityTags.strong(other)).isNotEqualTo(EntityTags.strong(bytes));
    }

    @Property(tries = 300)
    void aTagMatchesItself(@ForAll byte[] bytes) {
        var tag = EntityTags.strong(bytes);
        assertThat(EntityTags.match(List.of(tag), tag)).isTrue();
        assertThat(EntityTags.match(List.of("\"x\", W/" + tag), tag)).isTrue();
    }

    @Property(tries = 1_000)
    void anyTextIsReadOrNot(@ForAll List<String> lines, @ForAll String text) {
        assertThat(EntityTags.match(lines, "\"no text has this\"")).isEqualTo(EntityTags.areAny(lines));
        // What matches strongly does so weakly.
        assertThat(EntityTags.match(List.of(text + TAG), TAG) || !EntityTags.matchStrongly(List.of(text + TAG), TAG))
                .isTrue();
    }
}
