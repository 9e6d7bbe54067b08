package org.cliniccontent.document;

import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.cliniccontent.content.SourceText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

/** Where a sentence ends, and where a full stop ends none. */
class SentencesTest {

    private static List<String> split(String text) {
        var source = new SourceText(text);
        return Sentences.of(text).stream()
                .map(each -> source.between(each.start(), each.end()))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Chronic conditions like osteoarthritis (OA) represent a major cause.",
                "Diseases (e.g., rheumatoid arthritis, though OA is non-inflammatory), and aging.",
                "Some, e.g. MSCs, may help.",
                "As in Fig. 2 of the text.",
                "Dr. Smith saw J. Doe et al. There.",
                "It takes 1.5 hours.",
                "See example.org for more.",
                "It is a \"magic bullet\" or a cure.",
                "Is it? yes it may be.",
                "A line that breaks off in joints s",
                "Version 2.0 is here",
                "i.e. This one.",
                "Really?!",
                "At 10:30 it began."
            })
    void theseAreOneSentence(String text) {
        assertThat(split(text)).containsExactly(text);
    }

    @Test
    void aTerminatorBeforeACapitalEndsASentence() {
        assertThat(split("It may help. Nothing is certain! Is it? 3 of 4 say so… And so on."))
                .containsExactly("It may help.", "Nothing is certain!", "Is it?", "3 of 4 say so…", "And so on.");
    }

    @Test
    void quotesAndBracketsStayWithTheirSentence() {
        assertThat(split("He said \"it helps.\" \"Why?\" she said. (It may.) (Or not.) _So be it._ Yes."))
                .containsExactly(
                        "He said \"it helps.\"", "\"Why?\" she said.", "(It may.)", "(Or not.)", "_So be it._", "Yes.");
    }

    @Test
    void aLabelOfAFlattenedListIsAUnit() {
        assertThat(split("Bone marrow: It is used. Adipose tissue (fat): It is abundant."))
                .containsExactly("Bone marrow:", "It is used.", "Adipose tissue (fat):", "It is abundant.");
        assertThat(split("two things: this and that.")).containsExactly("two things: this and that.");
    }

    @Test
    void aLineEndsASentenceWhateverItsEnd() {
        assertThat(split("in joints s\n> Last reviewed\n\nNext"))
                .containsExactly("in joints s", "> Last reviewed", "Next");
    }

    @Test
    void listMarksAreNotPartOfASentence() {
        assertThat(split("* Umbilical cord tissue: It is.\n- One\n\u2022 Two"))
                .containsExactly("Umbilical cord tissue:", "It is.", "One", "Two");
        assertThat(split("It ends. * Umbilical cord")).containsExactly("It ends.", "Umbilical cord");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n\n", "...", "* \n- ", "\u2014", "\"\""})
    void whatHasNoLetterOrDigitHasNoSentence(String text) {
        assertThat(split(text)).isEmpty();
    }

    @Test
    void offsetsCountCodePoints() {
        assertThat(Sentences.of("😀 One. Two 😀."))
                .containsExactly(new Sentences.Sentence(0, 6), new Sentences.Sentence(7, 13));
    }

    @Provide
    Arbitrary<String> texts() {
        var parts = Arbitraries.of(
                "One", "two", " ", "  ", "\n", ". ", "? ", "! ", ": ", ".", "e.g. ", "Dr. ", "(", ")", "\"", "* ", "- ",
                "😀", "_", "A. ", "3", "\u2026 ", "\u201d", "é", "\t", "\u00a0", "𝟘", "\r");
        return parts.list().ofMaxSize(40).map(list -> String.join("", list));
    }

    @Property(tries = 1_000)
    void sentencesAreInOrderDoNotOverlapAndHoldEveryLetterAndDigit(@ForAll("texts") String text) {
        var held = new BitSet();
        int end = 0;
        for (var sentence : Sentences.of(text)) {
            assertThat(sentence.start()).isGreaterThanOrEqualTo(end).isLessThan(sentence.end());
            end = sentence.end();
            held.set(sentence.start(), end);
        }
        int[] codePoints = text.codePoints().toArray();
        assertThat(end).isLessThanOrEqualTo(codePoints.length);
        for (int i = 0; i < codePoints.length; i++) {
            if (Character.isLetterOrDigit(codePoints[i])) {
                assertThat(held.get(i)).as("offset %d of: %s", i, text).isTrue();
            }
        }
    }

    /** A source has up to a million characters, and its coverage is public. */
    @ParameterizedTest
    @ValueSource(strings = {".", " ", "\t", ". ", ".)", ".'", "*", "( ", ": ", ":(", "A. ", "a.", "x", "😀. A", "… _"})
    void aLongTextIsGoneThroughOnce(String part) {
        var text = part.repeat(1_000_000 / part.length());
        assertTimeoutPreemptively(Duration.ofSeconds(30), () -> {
            assertThat(Sentences.of(text + "x")).isNotEmpty();
            assertThat(Sentences.of("One." + text + "x")).isNotEmpty();
            assertThat(Sentences.of(text + "😀 A.")).isNotEmpty();
        });
    }

    @Property(tries = 300)
    void anyTextIsSplit(@ForAll String text) {
        var source = new SourceText(text);
        assertThat(Sentences.of(text))
                .allSatisfy(sentence -> assertThat(source.between(sentence.start(), sentence.end()))
                        .doesNotContain("\n"));
    }
}
