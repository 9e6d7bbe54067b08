package org.cliniccontent.content;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Offsets into a source count Unicode code points. */
class SourceTextTest {

    private final SourceText text = new SourceText("a😀b😀é");

    @Test
    void anEmojiCountsOnce() {
        assertThat(text.length()).isEqualTo(5);
        assertThat(SourceText.lengthOf("😀😀")).isEqualTo(2);
        assertThat(text.between(1, 3)).isEqualTo("😀b");
        assertThat(text.between(4, 5)).isEqualTo("é");
        assertThat(text.between(0, 5)).isEqualTo(text.text());
    }

    @Test
    void anOccurrenceIsFoundFromAnOffsetOn() {
        assertThat(text.indexOf("😀", 0)).isEqualTo(1);
        assertThat(text.indexOf("😀", 1)).isEqualTo(1);
        assertThat(text.indexOf("😀", 2)).isEqualTo(3);
        assertThat(text.indexOf("😀", 4)).isEqualTo(-1);
        assertThat(text.indexOf("b", 0)).isEqualTo(2);
        assertThat(text.indexOf("nowhere", 0)).isEqualTo(-1);
    }

    @Test
    void aRangeIsNotEmptyAndLiesWithin() {
        assertThat(text.has(0, 5)).isTrue();
        assertThat(text.has(4, 5)).isTrue();
        assertThat(text.has(0, 6)).isFalse();
        assertThat(text.has(-1, 2)).isFalse();
        assertThat(text.has(2, 2)).isFalse();
        assertThat(text.has(3, 2)).isFalse();
    }

    @Property(tries = 500)
    void aPartIsTheTextOfItsCodePoints(
            @ForAll @StringLength(min = 1) String string,
            @ForAll @IntRange(max = 10_000) int one,
            @ForAll @IntRange(max = 10_000) int other) {
        var source = new SourceText(string);
        int[] codePoints = string.codePoints().toArray();
        assertThat(source.length()).isEqualTo(codePoints.length);
        int start = Math.min(one % codePoints.length, other % codePoints.length);
        int end = Math.max(one % codePoints.length, other % codePoints.length) + 1;
        assertThat(source.has(start, end)).isTrue();
        assertThat(source.between(start, end)).isEqualTo(new String(codePoints, start, end - start));
    }
}
