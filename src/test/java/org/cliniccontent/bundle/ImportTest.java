package org.cliniccontent.bundle;

import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.cliniccontent.database.Database;
import org.cliniccontent.http.problem.ProblemException;
import org.cliniccontent.http.problem.ProblemType;
import org.cliniccontent.release.PublicationRefusedException;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.Bundles;
import org.cliniccontent.testing.ServiceTest;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A bundle is imported whole or not at all, and importing it again changes nothing. */
@ServiceTest
class ImportTest {

    private final Import bundles;
    private final Database database;

    @Inject
    ImportTest(Import bundles, Database database) {
        this.bundles = bundles;
        this.database = database;
    }

    /** Every row of every table with the transaction that wrote it. */
    private List<String> rows() {
        return database
                .query(
                        "select format('%I', tablename) from pg_tables where schemaname = 'public' order by tablename",
                        row -> row.getString(1))
                .stream()
                .flatMap(table -> database
                        .query(
                                "select '%s ' || xmin || ' ' || t::text from %s t order by 1".formatted(table, table),
                                row -> row.getString(1))
                        .stream())
                .toList();
    }

    private static byte[] bundledDocument() throws IOException {
        try (InputStream bundle =
                ImportTest.class.getResourceAsStream("/bundle/stem-cell-therapy-for-cartilage-damage.yaml")) {
            return bundle.readAllBytes();
        }
    }

    @Test
    void importingTheBundledDocumentAgainWritesNothing() throws IOException {
        var before = rows();
        assertThat(before).hasSizeGreaterThan(500);
        assertThat(bundles.run(bundledDocument(), "again", "test")).isEmpty();
        assertThat(rows()).isEqualTo(before);
    }

    @Test
    void importingAnyBundleAgainMakesNoRelease() {
        var own = Bundles.unique();
        var bundle = Bundles.bytes(Bundles.document(own) + "conditions:\n"
                + Bundles.condition(own, "A", ", aliases: [b, a], symptoms: [z, y], caveats: []"));
        assertThat(bundles.run(bundle, "once", "test")).isPresent();
        assertThat(bundles.run(bundle, "twice", "test")).isEmpty();
    }

    @Test
    void aReleaseHoldsOnlyWhatChanged() {
        var own = Bundles.unique();
        var head = Bundles.document(own) + "conditions:\n" + Bundles.condition(own + "-same", "Same");
        bundles.run(Bundles.bytes(head + Bundles.condition(own, "A")), "one", "test");
        var release = bundles.run(Bundles.bytes(head + Bundles.condition(own, "B")), "two", "test")
                .orElseThrow();
        assertThat(release.changes()).isEqualTo(1);
        assertThat(Api.json("/v1/releases/" + release.number()).path("changes").findValuesAsText("slug"))
                .containsExactly(own);
    }

    @Test
    void anInvalidBundleChangesNothing() {
        var own = Bundles.unique();
        var before = rows();
        var bundle = Bundles.document(own) + "conditions:\n" + Bundles.condition(own, "Good")
                + Bundles.condition(own + "-bad", "Bad", ", caveats: [no-such-caveat]");
        assertThatThrownBy(() -> bundles.run(Bundles.bytes(bundle), "invalid", "test"))
                .isInstanceOf(BundleRefusedException.class);
        assertThat(rows()).isEqualTo(before);
        Api.problem("/v1/conditions/" + own, 404, "not-found");
    }

    @Test
    void whatMayNotBePublishedChangesNothing() {
        var own = Bundles.unique();
        var before = rows();
        var bundle = Bundles.document(own)
                + "mscSources:\n  %s: {name: N, summary: S, tissue: Fat, donorType: ALLOGENEIC, procurement: P, passages: [%s]}\n"
                        .formatted(own, Bundles.QUOTE)
                + "deliveryMethods:\n  %s: {name: N, summary: S, kind: INJECTION, description: D, purpose: P, passages: [%s]}\n"
                        .formatted(own, Bundles.QUOTE)
                + "treatments:\n  %s: {name: N, summary: S, category: INJECTION, evidenceStage: INVESTIGATIONAL, passages: [%s]}\n"
                        .formatted(own, Bundles.QUOTE);
        assertThatThrownBy(() -> bundles.run(Bundles.bytes(bundle), "no caveats", "test"))
                .isInstanceOfSatisfying(PublicationRefusedException.class, refused -> assertThat(refused.faults())
                        .extracting(fault -> fault.pointer())
                        .containsExactlyInAnyOrder(
                                "/msc-sources/" + own + "/caveats",
                                "/delivery-methods/" + own + "/caveats",
                                "/treatments/" + own + "/caveats"));
        assertThat(rows()).isEqualTo(before);
    }

    @Test
    void whatIsLeftOutOfAnEntityIsEmptiedAndWhatIsLeftOutOfTheBundleStays() {
        var own = Bundles.unique();
        bundles.run(
                Bundles.bytes(Bundles.document(own) + "conditions:\n" + Bundles.condition(own, "A", ", aliases: [x]")
                        + Bundles.condition(own + "-2", "B")),
                "full",
                "test");
        bundles.run(
                Bundles.bytes(Bundles.document(own) + "conditions:\n" + Bundles.condition(own, "A")), "less", "test");
        assertThat(Api.json("/v1/conditions/" + own).path("aliases")).isEmpty();
        assertThat(Api.json("/v1/conditions/" + own + "-2").path("name").asText())
                .isEqualTo("B");
    }

    @Test
    void aPassageMayQuoteADocumentThatIsPublishedAlready() {
        var own = Bundles.unique();
        bundles.run(Bundles.bytes(Bundles.document(own)), "document", "test");
        bundles.run(Bundles.bytes("""
                        format: clinic-content-bundle/1
                        conditions:
                          %s: {name: N, summary: S, kind: INJURY, passages: [{document: %s, quote: Rest may help.}]}
                        """.formatted(own, own)), "condition", "test");
        var passage = Api.json("/v1/conditions/" + own).path("passages").path(0);
        assertThat(passage.path("start").asInt()).isEqualTo(19);
        assertThat(passage.path("end").asInt()).isEqualTo(33);
    }

    @Test
    void anIdThatTheBundleGivesIsKept() {
        var own = Bundles.unique();
        var id = java.util.UUID.randomUUID().toString();
        bundles.run(
                Bundles.bytes(Bundles.document(own) + "conditions:\n" + Bundles.condition(own, "A")
                        + "ids: {\"conditions/%s\": %s}\n".formatted(own, id)),
                "ids",
                "test");
        assertThat(Api.json("/v1/conditions/" + own).path("id").asText()).isEqualTo(id);
    }

    @Test
    void aQuoteThatIsThereTwiceIsFoundByItsOffsets() {
        var own = Bundles.unique();
        bundles.run(
                Bundles.bytes(Bundles.document(own) + "conditions:\n"
                        + Bundles.condition(own, "A").replace(Bundles.QUOTE, "{quote: may, start: 24, end: 27}")),
                "offsets",
                "test");
        assertThat(Api.json("/v1/conditions/" + own)
                        .path("passages")
                        .path(0)
                        .path("start")
                        .asInt())
                .isEqualTo(24);
    }

    @Test
    void aBundleInJsonIsABundleToo() {
        var own = Bundles.unique();
        var release = bundles.run(Bundles.bytes("""
                        {"format": "clinic-content-bundle/1", "references": {"%s":
                          {"title": "Ti \\"q\\" \\ud83d\\ude00", "summary": "S", "cslType": "book", "origin": "EDITORIAL", "citationKey": "%s"}}}
                        """.formatted(own, own)), "json", "test");
        assertThat(release).isPresent();
        assertThat(Api.json("/v1/references/" + own).path("title").asText()).isEqualTo("Ti \"q\" 😀");
    }

    @Test
    void whatOnlyTheDatabaseForbidsIsRefusedAndChangesNothing() {
        var own = Bundles.unique();
        var reference = "  %s: {title: T, summary: S, cslType: book, origin: EDITORIAL, citationKey: %s}\n";
        var sameKey = Bundles.document(own)
                + "references:\n"
                + reference.formatted(own, own)
                + reference.formatted(own + "-2", own);
        assertThatThrownBy(() -> bundles.run(Bundles.bytes(sameKey), "same key", "test"))
                .isInstanceOfSatisfying(ProblemException.class, refused -> assertThat(refused.type())
                        .isEqualTo(ProblemType.CONFLICT))
                .hasMessageContaining(
                        "/references/%s-2/citationKey '%s' is the citationKey of reference '%s' already",
                        own, own, own);
        assertThat(Api.get("/v1/documents/" + own).statusCode()).isEqualTo(404);
    }

    @Test
    void nothingIsItsOwnCause() {
        var own = Bundles.unique();
        var itsOwnCause = Bundles.document(own)
                + "conditions:\n"
                + Bundles.condition(own, "N", ", causedBy: [{condition: %s, how: By itself.}]".formatted(own));
        assertThatThrownBy(() -> bundles.run(Bundles.bytes(itsOwnCause), "own cause", "test"))
                .isInstanceOf(BundleRefusedException.class)
                .hasMessageContaining("/conditions/%s/causedBy/0 '%s' is the condition itself".formatted(own, own));
    }

    @Test
    void aRenamingLeadsFromSomethingToSomething() {
        var own = Bundles.unique();
        var toNowhere = Bundles.document(own) + "renamed: {\"conditions/%s\": %s-new}\n".formatted(own, own);
        var fromNowhere = Bundles.document(own)
                + "renamed: {\"conditions/%s-old\": %s}\nconditions:\n".formatted(own, own)
                + Bundles.condition(own, "N");
        assertThatThrownBy(() -> bundles.run(Bundles.bytes(toNowhere), "nowhere", "test"))
                .isInstanceOf(BundleRefusedException.class)
                .hasMessageContaining("not in the bundle");
        assertThatThrownBy(() -> bundles.run(Bundles.bytes(fromNowhere), "nowhere", "test"))
                .isInstanceOf(BundleRefusedException.class)
                .hasMessageContaining("nothing under the slug");
    }
}
