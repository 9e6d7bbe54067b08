package org.cliniccontent.bundle;

import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.cliniccontent.testing.Bundles;
import org.cliniccontent.testing.ServiceTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** What is wrong with a bundle is said with its place in the file, all of it at once. */
@ServiceTest
class BundleFaultsTest {

    private static final String OWN = "faults-of-a-bundle";
    private static final String HEAD = Bundles.document(OWN);
    private static final String PLACE = "(?s).*\\(line \\d+, column \\d+\\)";

    private final Import bundles;

    @Inject
    BundleFaultsTest(Import bundles) {
        this.bundles = bundles;
    }

    private BundleRefusedException refused(byte[] bundle) {
        return catchThrowableOfType(BundleRefusedException.class, () -> bundles.run(bundle, "faults", "test"));
    }

    private static String withCondition(String more) {
        return HEAD + "conditions:\n" + Bundles.condition(OWN, "N", more);
    }

    private static String withQuote(String passage) {
        return HEAD + "conditions:\n" + Bundles.condition(OWN, "N").replace(Bundles.QUOTE, passage);
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                arguments("no format", "conditions: {}", "", "format"),
                arguments("another format", "format: clinic-content-bundle/2", "/format", "clinic-content-bundle/1"),
                arguments("not a mapping", "- a\n- b\n", "", "mapping"),
                arguments("a scalar", "hello", "", "mapping"),
                arguments("a key twice", HEAD + "conditions: {}\nconditions: {}\n", "", "conditions"),
                arguments("an unclosed bracket", HEAD + "conditions: {", "", ""),
                arguments("a tab", HEAD + "conditions:\n\tx: y\n", "", ""),
                arguments("an alias", HEAD + "ids: &a {}\nrenamed: *a\n", "", ""),
                arguments("an unknown collection", HEAD + "cures: {}\n", "", "cures"),
                arguments("an unknown key", withCondition(", cure: yes"), "/conditions/" + OWN, "cure"),
                arguments(
                        "an unknown kind",
                        withCondition("").replace("DISEASE", "MAGIC"),
                        "/conditions/" + OWN + "/kind",
                        ""),
                arguments(
                        "a number for a text",
                        withCondition(", aliases: [5]"),
                        "/conditions/" + OWN + "/aliases/0",
                        ""),
                arguments(
                        "a slug in capitals",
                        withCondition("").replace("  " + OWN + ": {name", "  Own: {name"),
                        "/conditions",
                        ""),
                arguments(
                        "an unknown caveat",
                        withCondition(", caveats: [none]"),
                        "/conditions/" + OWN + "/caveats/0",
                        "none"),
                arguments(
                        "an unknown reference",
                        withCondition(", references: [none]"),
                        "/conditions/" + OWN + "/references/0",
                        "none"),
                arguments(
                        "an unknown cause",
                        withCondition(", causedBy: [{condition: none, how: X}]"),
                        "/conditions/" + OWN + "/causedBy/0",
                        "none"),
                arguments(
                        "a cause twice",
                        HEAD + "conditions:\n" + Bundles.condition("cause-of-faults", "C")
                                + Bundles.condition(
                                        OWN,
                                        "N",
                                        ", causedBy: [{condition: cause-of-faults, how: X}, {condition: cause-of-faults, how: Y}]"),
                        "/conditions/" + OWN + "/causedBy/1",
                        "already"),
                arguments(
                        "a quote that is nowhere",
                        withQuote("{quote: Nowhere.}"),
                        "/conditions/" + OWN + "/passages/0/quote",
                        "does not occur"),
                arguments(
                        "a quote that is there twice",
                        withQuote("{quote: may}"),
                        "/conditions/" + OWN + "/passages/0/quote",
                        "more than once"),
                arguments(
                        "wrong offsets",
                        withQuote("{quote: may, start: 0, end: 3}"),
                        "/conditions/" + OWN + "/passages/0/quote",
                        "from 0 to 3"),
                arguments(
                        "offsets outside",
                        withQuote("{quote: may, start: 52, end: 99}"),
                        "/conditions/" + OWN + "/passages/0/quote",
                        "from 52 to 99"),
                arguments(
                        "half of the offsets",
                        withQuote("{quote: may, start: 9}"),
                        "/conditions/" + OWN + "/passages/0",
                        "end"),
                arguments(
                        "an unknown document",
                        withQuote("{document: none, quote: may}"),
                        "/conditions/" + OWN + "/passages/0/document",
                        "none"),
                arguments(
                        "another hash",
                        HEAD.replaceAll("sourceSha256: ....", "sourceSha256: 0000"),
                        "/documents/" + OWN + "/sourceSha256",
                        "SHA-256"),
                arguments(
                        "a section that begins later",
                        HEAD.replace("startsWith: The knee", "startsWith: Rest"),
                        "/documents/" + OWN + "/sections/0/startsWith",
                        "beginning"),
                arguments(
                        "a section that begins nowhere",
                        HEAD.replace("startsWith: The knee", "startsWith: X"),
                        "/documents/" + OWN + "/sections/0/startsWith",
                        "does not occur"),
                arguments(
                        "an unquoted date",
                        HEAD.replace("\"2026-01\"", "2026"),
                        "/documents/" + OWN + "/review/lastReviewed",
                        ""),
                arguments(
                        "a day that is not",
                        HEAD.replace("\"2026-01\"", "\"2026-02-30\""),
                        "/documents/" + OWN + "/review/lastReviewed",
                        ""),
                arguments(
                        "an unknown notice",
                        HEAD.replace("    locale: en", "    locale: en\n    notices: [{code: NEWS, text: X}]"),
                        "/documents/" + OWN + "/notices/0/code",
                        ""),
                arguments(
                        "a reference without a key",
                        HEAD + "references:\n  r: {title: T, summary: S, cslType: book, origin: EDITORIAL}\n",
                        "/references/r",
                        "citationKey"),
                arguments(
                        "a source without how it is obtained",
                        HEAD
                                + "mscSources:\n  s: {name: N, summary: S, tissue: T, donorType: ALLOGENEIC, passages: [%s]}\n"
                                        .formatted(Bundles.QUOTE),
                        "/mscSources/s",
                        "procurement"),
                arguments(
                        "a method without what it is for",
                        HEAD
                                + "deliveryMethods:\n  d: {name: N, summary: S, kind: ADJUNCT, passages: [%s]}\n"
                                        .formatted(Bundles.QUOTE),
                        "/deliveryMethods/d",
                        "purpose"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void aFaultIsRefusedWithItsPlace(String what, String bundle, String pointer, String detail) {
        var refused = refused(Bundles.bytes(bundle));
        assertThat(refused).as("refused: " + what).isNotNull();
        assertThat(refused.faults()).anySatisfy(fault -> {
            assertThat(fault.pointer()).startsWith(pointer);
            assertThat(fault.pointer() + fault.detail()).contains(detail);
        });
        if (!bundle.startsWith("-") && !bundle.equals("hello")) {
            assertThat(refused.faults())
                    .allSatisfy(fault -> assertThat(fault.detail()).matches(PLACE));
        }
    }

    @Test
    void whatIsNotUtf8IsRefused() {
        assertThat(refused((HEAD + "# \u00e9").getBytes(StandardCharsets.ISO_8859_1))
                        .faults())
                .singleElement()
                .satisfies(fault -> assertThat(fault.detail()).contains("UTF-8"));
    }

    @Test
    void aNulIsRefused() {
        assertThat(refused(Bundles.bytes(HEAD + "# \0")).faults())
                .singleElement()
                .satisfies(fault -> assertThat(fault.detail()).contains("NUL"));
    }

    @Test
    void anEscapedNulIsRefused() {
        assertThatThrownBy(() -> bundles.run(
                        Bundles.bytes(HEAD + "conditions:\n" + Bundles.condition(OWN, "a\\0b")), "nul", "test"))
                .isInstanceOf(BundleRefusedException.class);
    }

    @Test
    void anEmptyFileIsRefused() {
        assertThat(refused(new byte[0]).faults()).isNotEmpty();
        assertThat(refused(Bundles.bytes("# nothing\n")).faults()).isNotEmpty();
    }

    @Test
    void aSecondYamlDocumentIsRefused() {
        assertThat(refused(Bundles.bytes(HEAD + "---\nformat: clinic-content-bundle/1\n")))
                .isNotNull();
    }

    @Test
    void anEntityOfTwoFilesWithOneSourceMustNameItsDocument() {
        var other = HEAD.substring(HEAD.indexOf("  " + OWN)).replace("  " + OWN + ":", "  " + OWN + "-2:");
        assertThat(refused(Bundles.bytes(HEAD + other + "conditions:\n" + Bundles.condition(OWN, "N")))
                        .faults())
                .anySatisfy(fault -> assertThat(fault.detail()).contains("must name its document"));
    }

    @Test
    void allFaultsAreSaidAtOnce() {
        var bundle = HEAD.replaceAll("sourceSha256: ....", "sourceSha256: 0000")
                + "conditions:\n"
                + Bundles.condition(OWN, "N", ", caveats: [none]").replace(Bundles.QUOTE, "{quote: Nowhere.}")
                + Bundles.condition(OWN + "-2", "N", ", references: [none]").replace(Bundles.QUOTE, "{quote: may}");
        assertThat(refused(Bundles.bytes(bundle)).faults())
                .extracting(fault -> fault.pointer())
                .containsExactlyInAnyOrder(
                        "/documents/" + OWN + "/sourceSha256",
                        "/conditions/" + OWN + "/passages/0/quote",
                        "/conditions/" + OWN + "-2/passages/0/quote",
                        "/conditions/" + OWN + "/caveats/0",
                        "/conditions/" + OWN + "-2/references/0");
    }

    @Test
    void aPlaceIsTheLineAndColumnInTheFile() {
        var lines = withCondition(", caveats: [none]").split("\n");
        var line = lines[lines.length - 1];
        assertThat(refused(Bundles.bytes(withCondition(", caveats: [none]"))).faults())
                .singleElement()
                .satisfies(fault -> assertThat(fault.detail())
                        .endsWith("(line %d, column %d)".formatted(lines.length, line.indexOf("none") + 1)));
    }
}
