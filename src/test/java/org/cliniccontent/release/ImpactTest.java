package org.cliniccontent.release;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.inject.Inject;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.cliniccontent.bundle.Import;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.Bundles;
import org.cliniccontent.testing.ServiceTest;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** A release reports the impact of its changes. */
@ServiceTest
class ImpactTest {

    private static final int MANY = 103;

    private final Import bundles;

    @Inject
    ImpactTest(Import bundles) {
        this.bundles = bundles;
    }

    private JsonNode change(String yaml, String slug) {
        var release = bundles.run(Bundles.bytes(yaml), "affects", "test").orElseThrow();
        for (JsonNode change :
                Api.json("/v1/releases/" + release.number() + "?limit=200").path("changes")) {
            if (change.path("slug").asText().equals(slug)) {
                return change;
            }
        }
        throw new AssertionError("no change of " + slug);
    }

    private static String caveat(String slug, String statement) {
        return "caveats:\n  %s: {title: T, summary: S, statement: %s, kind: SAFETY, severity: CRITICAL, passages: [%s]}\n"
                .formatted(slug, statement, Bundles.QUOTE);
    }

    private static String twoWithTheCaveat(String own, String nameOfSecond) {
        return "conditions:\n" + Bundles.condition(own + "-b", "B", ", caveats: [" + own + "-c]")
                + Bundles.condition(own + "-a", nameOfSecond, ", caveats: [" + own + "-c]")
                + Bundles.condition(own + "-x", "X");
    }

    @Test
    void whatShowsACaveatIsAffectedByIt() {
        var own = Bundles.unique();
        bundles.run(
                Bundles.bytes(Bundles.document(own) + caveat(own + "-c", "Once.") + twoWithTheCaveat(own, "A")),
                "before",
                "test");
        var change =
                change(Bundles.document(own) + caveat(own + "-c", "Twice.") + twoWithTheCaveat(own, "A"), own + "-c");
        assertThat(Api.slugs(change.path("affects"))).containsExactly(own + "-a", own + "-b");
        assertThat(change.path("affectsTotal").asInt()).isEqualTo(2);
        assertThat(change.at("/affects/0/href").asText()).isEqualTo("/v1/conditions/" + own + "-a");
        assertThat(change.at("/affects/0/name").asText()).isEqualTo("A");
    }

    @Test
    void whatTheReleaseChangesItselfIsNot() {
        var own = Bundles.unique();
        var first =
                change(Bundles.document(own) + caveat(own + "-c", "Once.") + twoWithTheCaveat(own, "A"), own + "-c");
        assertThat(first.path("affects")).isEmpty();
        assertThat(first.path("affectsTotal").asInt()).isZero();
        var second = change(
                Bundles.document(own) + caveat(own + "-c", "Twice.") + twoWithTheCaveat(own, "Another"), own + "-c");
        assertThat(Api.slugs(second.path("affects"))).containsExactly(own + "-b");
    }

    @Test
    void aDocumentAffectsWhatQuotesItAndACauseItsEffects() {
        var own = Bundles.unique();
        var conditions = "conditions:\n"
                + Bundles.condition(own, "Cause")
                + Bundles.condition(own + "-e", "Effect", ", causedBy: [{condition: " + own + ", how: It does.}]");
        bundles.run(Bundles.bytes(Bundles.document(own) + conditions), "before", "test");
        var document = change(Bundles.document(own).replace("A document", "Another document") + conditions, own);
        assertThat(Api.slugs(document.path("affects"))).containsExactly(own, own + "-e");
        var cause = change(
                Bundles.document(own).replace("A document", "Another document")
                        + conditions.replace("name: \"Cause\"", "name: \"The cause\""),
                own);
        assertThat(Api.slugs(cause.path("affects"))).containsExactly(own + "-e");
    }

    @Test
    void anEarlierReleaseSaysWhatItAffectedThen() {
        var own = Bundles.unique();
        bundles.run(
                Bundles.bytes(Bundles.document(own) + caveat(own + "-c", "Once.") + twoWithTheCaveat(own, "A")),
                "before",
                "test");
        var release = bundles.run(
                        Bundles.bytes(
                                Bundles.document(own) + caveat(own + "-c", "Twice.") + twoWithTheCaveat(own, "A")),
                        "affects",
                        "test")
                .orElseThrow();
        var then = Api.json("/v1/releases/" + release.number());
        bundles.run(
                Bundles.bytes(Bundles.document(own)
                        + caveat(own + "-c", "Twice.")
                        + twoWithTheCaveat(own, "Renamed").replace(", caveats: [" + own + "-c]", "")),
                "no longer points to it",
                "test");
        assertThat(Api.json("/v1/releases/" + release.number())).isEqualTo(then);
    }

    @Test
    void ofManyTheFirstAreGivenAndAllAreCounted() {
        var own = Bundles.unique();
        var conditions = IntStream.range(0, MANY)
                .mapToObj(i -> Bundles.condition(own + '-' + i, "N%03d".formatted(i), ", caveats: [" + own + "-c]"))
                .collect(Collectors.joining("", "conditions:\n", ""));
        bundles.run(Bundles.bytes(Bundles.document(own) + caveat(own + "-c", "Once.") + conditions), "before", "test");
        var change = change(Bundles.document(own) + caveat(own + "-c", "Twice.") + conditions, own + "-c");
        assertThat(change.path("affectsTotal").asInt()).isEqualTo(MANY);
        List<String> expected =
                IntStream.range(0, 100).mapToObj(i -> own + '-' + i).toList();
        assertThat(Api.slugs(change.path("affects"))).isEqualTo(expected);
    }
}
