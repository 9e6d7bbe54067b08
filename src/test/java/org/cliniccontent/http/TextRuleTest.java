package org.cliniccontent.http;

import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** A published text means what people see of it. */
class TextRuleTest {

    private static final List<TextRule> ALL = List.of(TextRule.values());

    private static boolean allows(TextRule rule, int codePoint) {
        return rule.fault("a" + Character.toString(codePoint) + "b").isEmpty();
    }

    private static List<TextRule> allowing(int codePoint) {
        return ALL.stream().filter(rule -> allows(rule, codePoint)).toList();
    }

    @Test
    void controlCharactersAreNowhereButAtTheEndsOfLines() {
        IntStream.concat(IntStream.range(0, ' '), IntStream.rangeClosed(0x7f, 0x9f))
                .forEach(c -> assertThat(allowing(c))
                        .as(Integer.toHexString(c))
                        .isEqualTo(
                                switch (c) {
                                    case '\n' -> List.of(TextRule.PROSE, TextRule.SOURCE);
                                    case '\t', '\r' -> List.of(TextRule.SOURCE);
                                    default -> List.of();
                                }));
    }

    @ParameterizedTest
    @ValueSource(ints = {0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069})
    void overridesAreNowhere(int codePoint) {
        assertThat(allowing(codePoint)).isEmpty();
    }

    @Test
    void whatUnicodeWillNeverHaveIsNowhere() {
        IntStream.concat(
                        IntStream.rangeClosed(0xfdd0, 0xfdef),
                        IntStream.rangeClosed(0, 16)
                                .flatMap(plane -> IntStream.of(0xfffe, 0xffff).map(low -> plane << 16 | low)))
                .forEach(c -> assertThat(allowing(c)).as(Integer.toHexString(c)).isEmpty());
    }

    @Test
    void whatNobodySeesIsInNoName() {
        IntStream.of(
                        0xad, 0x34f, 0x61c, 0x115f, 0x1160, 0x17b4, 0x17b5, 0x180b, 0x180e, 0x200b, 0x200c, 0x200d,
                        0x200e, 0x200f, 0x2028, 0x2029, 0x2060, 0x2061, 0x2062, 0x2063, 0x2064, 0x206a, 0x206f, 0x2800,
                        0x3164, 0xfe00, 0xfe0f, 0xfeff, 0xffa0, 0xfff9, 0xfffa, 0xfffb, 0x1d173, 0xe0001, 0xe0041,
                        0xe007f, 0xe0100, 0xe01ef)
                .forEach(c -> assertThat(allowing(c))
                        .as(Integer.toHexString(c))
                        .containsExactly(TextRule.PROSE, TextRule.SOURCE));
        assertThat(allows(TextRule.NAME, 0x378)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Osteoarthritis of the knee",
                "Müller-Lüdenscheidt, e\u0301",
                "10\u00a0mg",
                "Артроз",
                "変形性\u3000膝関節症",
                "葛\udb40\udd00城",
                "می\u200cخواهم",
                "क\u094d\u200dष",
                "ශ\u0dca\u200dරී",
                "\u0600\u0661",
                "\ue000",
                "😀 A",
                ""
            })
    void whatNamesAreWrittenWithIsTaken(String name) {
        assertThat(ALL).allSatisfy(rule -> assertThat(rule.fault(name)).isEmpty());
        assertThat(TextRule.NAME.cleaned(name)).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u200cمی",
                "می\u200c",
                "می\u200c خواهم",
                "a\u200cb",
                "می\u200c\u200cخواهم",
                "a\udb40\udd00",
                "葛\udb40\udd00\udb40\udd01"
            })
    void aJoinerIsInAWordOnly(String name) {
        assertThat(TextRule.NAME.fault(name)).isPresent();
        assertThat(TextRule.PROSE.fault(name)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"name, NAME", "aliases, NAME", "description, PROSE", "summary, PROSE", "quote, SOURCE", "source, SOURCE"
    })
    void theRuleIsThatOfTheMember(String member, TextRule rule) {
        assertThat(TextRule.of(member)).isEqualTo(rule);
    }

    @ParameterizedTest
    @CsvSource({
        "8238, contains U+202E (right-to-left override)",
        "10, contains U+000A",
        "0, contains U+0000",
        "917569, contains U+E0041",
        "1114111, contains U+10FFFF"
    })
    void aFaultNamesTheCharacterAndDoesNotRepeatIt(int codePoint, String detail) {
        var fault = TextRule.NAME.fault("a" + Character.toString(codePoint)).orElseThrow();
        assertThat(fault).startsWith(detail).doesNotContain(Character.toString(codePoint));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\ud800", "a\udc00", "\udc00\ud800"})
    void halfOfASurrogatePairIsNoText(String text) {
        assertThat(ALL).allSatisfy(rule -> assertThat(rule.fault(text)).isPresent());
    }

    @Property(tries = 2_000)
    void whatWasCleanedHasNoFaultAndLosesNothingElse(@ForAll String text) {
        for (TextRule rule : ALL) {
            var cleaned = rule.cleaned(text);
            assertThat(rule.fault(text).isEmpty()).isEqualTo(cleaned.equals(text));
        }
    }
}
