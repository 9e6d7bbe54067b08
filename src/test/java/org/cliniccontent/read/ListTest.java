package org.cliniccontent.read;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.inject.Inject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.cliniccontent.bundle.Import;
import org.cliniccontent.release.ReleaseRequest;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.Bundles;
import org.cliniccontent.testing.ServiceTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Lists: what is in them, in which order, and what of each entity. */
@ServiceTest
class ListTest {

    private final Import bundles;

    @Inject
    ListTest(Import bundles) {
        this.bundles = bundles;
    }

    @ParameterizedTest
    @CsvSource({
        "documents, 1",
        "conditions, 11",
        "treatments, 9",
        "msc-sources, 3",
        "delivery-methods, 2",
        "caveats, 16",
        "references, 10"
    })
    void aListHasEveryEntityOfItsTypeAndItsCount(String collection, int count) {
        var page = Api.json("/v1/" + collection + "?release=1&total=true");
        assertThat(page.path("total").asInt()).isEqualTo(count);
        assertThat(page.path("items")).hasSize(count);
        assertThat(page.path("release").asInt()).isEqualTo(1);
        assertThat(page.has("next")).isFalse();
    }

    @Test
    void theCountIsGivenOnlyWhenAskedForAndIsNotThatOfThePage() {
        assertThat(Api.json("/v1/conditions?release=1").has("total")).isFalse();
        assertThat(Api.json("/v1/conditions?release=1&total=false").has("total"))
                .isFalse();
        assertThat(Api.json("/v1/conditions?release=1&limit=2&total=true")
                        .path("total")
                        .asInt())
                .isEqualTo(11);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "conditions?kind=INJURY; bone-fracture ligament-injury meniscus-tear overuse-injury trauma-and-acute-injury",
                "conditions?kind=AGEING&kind=DAMAGE; aging-of-cartilage cartilage-damage",
                "conditions?code=http://id.nlm.nih.gov/mesh%7CD010003; osteoarthritis",
                "conditions?code=http://id.nlm.nih.gov/mesh%7CNONE; ''",
                "conditions?causedBy=rheumatoid-arthritis; cartilage-damage",
                "conditions?causedBy=cartilage-damage; ''",
                "treatments?category=INJECTION; corticosteroid-injections hyaluronic-acid-injections",
                "treatments?category=SURGICAL&mscSource=bone-marrow; ''",
                "treatments?evidenceStage=INVESTIGATIONAL; stem-cell-therapy",
                "treatments?category=REGENERATIVE&condition=cartilage-damage&evidenceStage=INVESTIGATIONAL; stem-cell-therapy",
                "treatments?category=REGENERATIVE&evidenceStage=ESTABLISHED; ''",
                "treatments?category=CONSERVATIVE&category=REGENERATIVE&condition=cartilage-damage; physical-therapy stem-cell-therapy",
                "treatments?mscSource=adipose-tissue; stem-cell-therapy",
                "treatments?deliveryMethod=targeted-joint-injection; stem-cell-therapy",
                "treatments?reference=gobbi-2011; stem-cell-therapy",
                "treatments?caveat=surgery-is-invasive; debridement microfracture osteochondral-grafting total-joint-replacement",
                "treatments?caveat=no-such-caveat; ''",
                "msc-sources?donorType=ALLOGENEIC; umbilical-cord-tissue",
                "msc-sources?tissue=bone%20marrow; bone-marrow",
                "msc-sources?tissue=BONE+MARROW; bone-marrow",
                "msc-sources?reference=gobbi-2011&reference=zuk-2001; adipose-tissue bone-marrow",
                "delivery-methods?kind=ADJUNCT; combination-with-physical-therapy",
                "delivery-methods?guidance=ULTRASOUND; targeted-joint-injection",
                "delivery-methods?document=stem-cell-therapy-for-cartilage-damage; combination-with-physical-therapy targeted-joint-injection",
                "caveats?kind=REGULATORY; donor-cells-regulatory-considerations investigational-protocols",
                "caveats?reference=paschos-sennett-2017; optimal-approach-under-research",
                "references?origin=SOURCE; ''",
                "references?cslType=article-journal&origin=EDITORIAL&document=stem-cell-therapy-for-cartilage-damage; ''",
                "documents?locale=EN; stem-cell-therapy-for-cartilage-damage"
            })
    void aFilterLeavesWhatItNames(String query, String slugs) {
        var page = Api.json("/v1/" + query + "&release=1&total=true");
        var expected = slugs == null || slugs.isEmpty() ? new String[0] : slugs.split(" ");
        assertThat(Api.slugs(page.path("items"))).containsExactlyInAnyOrder(expected);
        assertThat(page.path("total").asInt()).isEqualTo(expected.length);
    }

    @Test
    void eachSeverityIsFoundByItsFilter() {
        var all = Api.all("/v1/caveats?release=1&limit=200");
        for (String severity : List.of("INFORMATION", "IMPORTANT", "CRITICAL")) {
            assertThat(Api.slugs(Api.all("/v1/caveats?release=1&severity=" + severity)))
                    .containsExactlyInAnyOrderElementsOf(all.stream()
                            .filter(caveat -> caveat.path("severity").asText().equals(severity))
                            .map(caveat -> caveat.path("slug").asText())
                            .toList());
        }
    }

    @Test
    void theReviewStatusesPartAList() {
        int all = 0;
        for (String status : List.of("CURRENT", "DUE_SOON", "OVERDUE")) {
            var items = Api.all("/v1/conditions?release=1&reviewStatus=" + status);
            assertThat(items).allSatisfy(item -> assertThat(
                            item.path("review").path("status").asText())
                    .isEqualTo(status));
            all += items.size();
        }
        assertThat(all).isEqualTo(11);
    }

    @Test
    void namesAreSortedWithoutCaseAndDiacritics() {
        var own = Bundles.unique();
        bundles.run(
                Bundles.bytes(Bundles.document(own) + "conditions:\n"
                        + Bundles.condition(own + "-1", "zebra")
                        + Bundles.condition(own + "-2", "Éclair")
                        + Bundles.condition(own + "-3", "apple")
                        + Bundles.condition(own + "-4", "eclair B")
                        + Bundles.condition(own + "-5", "Apple A")
                        + Bundles.condition(own + "-6", "ﬁne")),
                "names",
                "test");
        var sorted = List.of("apple", "Apple A", "Éclair", "eclair B", "ﬁne", "zebra");
        assertThat(names("/v1/conditions?document=" + own)).containsExactlyElementsOf(sorted);
        assertThat(names("/v1/conditions?sort=name&document=" + own)).containsExactlyElementsOf(sorted);
        assertThat(names("/v1/conditions?sort=-name&limit=4&document=" + own))
                .containsExactly("zebra", "ﬁne", "eclair B", "Éclair", "Apple A", "apple");
    }

    @Test
    void listsOfTitledEntitiesAreSortedByTitle() {
        var titles = Api.all("/v1/references?release=1&sort=title").stream()
                .map(item -> item.path("title").asText().toLowerCase(java.util.Locale.ROOT))
                .toList();
        assertThat(titles).isSorted();
        Api.problem("/v1/references?sort=name", 400, "invalid-parameter");
    }

    @Test
    void whatChangedLastComesFirstBackwards() {
        var own = Bundles.unique();
        var first = Bundles.document(own) + "conditions:\n" + Bundles.condition(own + "-1", "One");
        bundles.run(Bundles.bytes(first), "one", "test");
        bundles.run(Bundles.bytes(first + Bundles.condition(own + "-2", "Two")), "two", "test");
        assertThat(Api.slugs(Api.all("/v1/conditions?sort=updatedAt&limit=1&document=" + own)))
                .containsExactly(own + "-1", own + "-2");
        assertThat(Api.slugs(Api.all("/v1/conditions?sort=-updatedAt&limit=1&document=" + own)))
                .containsExactly(own + "-2", own + "-1");
    }

    @Test
    void updatedSinceLeavesWhatChangedThenOrLater() {
        var own = Bundles.unique();
        var first = Bundles.document(own) + "conditions:\n" + Bundles.condition(own + "-1", "One");
        bundles.run(Bundles.bytes(first), "one", "test");
        bundles.run(Bundles.bytes(first + Bundles.condition(own + "-2", "Two")), "two", "test");
        var updatedAt =
                Api.json("/v1/conditions/" + own + "-2").path("updatedAt").asText();
        assertThat(Api.slugs(Api.all("/v1/conditions?document=" + own + "&updatedSince=" + encoded(updatedAt))))
                .containsExactly(own + "-2");
        assertThat(Api.all("/v1/conditions?document=" + own + "&updatedSince=9999-01-01T00:00:00Z"))
                .isEmpty();
        assertThat(Api.all("/v1/conditions?document=" + own + "&updatedSince=2020-01-01T00:00:00%2B02:00"))
                .hasSize(2);
    }

    @Test
    void anAffectedJointIsFoundWithoutCase() {
        var own = Bundles.unique();
        bundles.run(
                Bundles.bytes(Bundles.document(own) + "conditions:\n"
                        + Bundles.condition(own + "-1", "One", ", affectedJoints: [Knee " + own + "]")
                        + Bundles.condition(own + "-2", "Two", ", affectedJoints: [Hip]")),
                "joints",
                "test");
        assertThat(Api.slugs(Api.all("/v1/conditions?affectedJoint=kNEE%20" + own)))
                .containsExactly(own + "-1");
    }

    @Test
    void itemsOfAListAreAsWhenTheyAreReadAloneButForWhatPointsToThem() {
        for (JsonNode item : Api.all("/v1/treatments?release=1")) {
            assertThat(Api.json("/v1/treatments/" + item.path("slug").asText() + "?release=1"))
                    .isEqualTo(item);
        }
    }

    @Test
    void listsHaveFieldsAndIncludesAndAlwaysCaveats() {
        var items = Api.json("/v1/msc-sources?release=1&fields=tissue,references&include=references")
                .path("items");
        assertThat(items).hasSize(3).allSatisfy(item -> {
            assertThat(item.path("caveats")).isNotEmpty().allSatisfy(caveat -> assertThat(
                            caveat.path("statement").asText())
                    .isNotBlank());
            assertThat(item.path("references").path(0).path("doi").asText()).isNotBlank();
            assertThat(item.has("summary")).isFalse();
        });
    }

    private static List<String> names(String path) {
        return Api.all(path).stream().map(item -> item.path("name").asText()).toList();
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    @Test
    void updatedSinceADayMeansFromItsBeginning() {
        var day = Api.json("/v1/releases/1").at("/release/publishedAt").asText().substring(0, 10);
        assertThat(Api.all("/v1/msc-sources?updatedSince=" + day)).isNotEmpty();
    }

    @Test
    void aFilterBySlugMeansItsPresentOwnerAndWithoutOneItsLast() {
        var own = Bundles.unique();
        var head = Bundles.document(own) + "conditions:\n";
        var effect = ", causedBy: [{condition: %s, how: Somehow.}]";
        bundles.run(
                Bundles.bytes(head
                        + Bundles.condition(own + "-a", "First")
                        + Bundles.condition(own + "-x", "Of the first", effect.formatted(own + "-a"))),
                "first",
                "test");
        bundles.run(
                Bundles.bytes(Bundles.document(own)
                        + "renamed: {\"conditions/%s-a\": %s-b}\nconditions:\n".formatted(own, own)
                        + Bundles.condition(own + "-b", "First")),
                "renamed",
                "test");
        assertThat(Api.slugs(Api.all("/v1/conditions?causedBy=" + own + "-a"))).containsExactly(own + "-x");

        bundles.run(
                Bundles.bytes(head
                        + Bundles.condition(own + "-a", "Second")
                        + Bundles.condition(own + "-y", "Of the second", effect.formatted(own + "-a"))),
                new ReleaseRequest("reused", "test", Set.of("conditions/" + own + "-a")));
        assertThat(Api.slugs(Api.all("/v1/conditions?causedBy=" + own + "-a"))).containsExactly(own + "-y");
        assertThat(Api.slugs(Api.all("/v1/conditions?causedBy=" + own + "-b"))).containsExactly(own + "-x");
    }
}
