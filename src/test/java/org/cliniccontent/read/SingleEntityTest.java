package org.cliniccontent.read;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.StreamSupport;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.ServiceTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** One entity of each type, with its links in both directions and its caveats. */
@ServiceTest
class SingleEntityTest {

    private static final String THERAPY = "/v1/treatments/stem-cell-therapy?release=1";

    @ParameterizedTest
    @CsvSource({
        "documents, document, stem-cell-therapy-for-cartilage-damage",
        "conditions, condition, osteoarthritis",
        "treatments, treatment, microfracture",
        "msc-sources, mscSource, bone-marrow",
        "delivery-methods, deliveryMethod, targeted-joint-injection",
        "caveats, caveat, surgery-is-invasive",
        "references, reference, gobbi-2011"
    })
    void anEntityOfEachTypeSaysWhatItIs(String collection, String type, String slug) {
        var entity = Api.json("/v1/" + collection + '/' + slug);
        assertThat(entity.path("type").asText()).isEqualTo(type);
        assertThat(entity.path("slug").asText()).isEqualTo(slug);
        assertThat(entity.path("id").asText())
                .matches("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
        assertThat(entity.path("release").asLong()).isEqualTo(1);
        assertThat(entity.path("updatedAt").asText()).matches("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z");
        assertThat(entity.path("sha256").asText()).matches("[0-9a-f]{64}");
        assertThat(entity.path("summary").asText()).isNotBlank();
    }

    @Test
    void nothingInAResponseIsNull() {
        for (String path : List.of(
                "/v1/references/gobbi-2011", "/v1/conditions/meniscus-tear", THERAPY, "/v1", "/v1/releases/1")) {
            assertThat(Api.get(path).asString()).doesNotContain(":null");
        }
    }

    @Test
    void aLinkCarriesWhatIsNeededToShowAndToFollowIt() {
        var link = Api.json(THERAPY).path("mscSources").path(0);
        var target = Api.json(link.path("href").asText());
        assertThat(target.path("id")).isEqualTo(link.path("id"));
        assertThat(target.path("name")).isEqualTo(link.path("name"));
        assertThat(target.path("type")).isEqualTo(link.path("type"));
        assertThat(target.path("slug")).isEqualTo(link.path("slug"));
        assertThat(link.size()).isEqualTo(5);
    }

    @Test
    void caveatsAreGivenInFullAlways() {
        var caveats = Api.json(THERAPY).path("caveats");
        assertThat(caveats).hasSize(12).allSatisfy(caveat -> {
            assertThat(caveat.path("statement").asText()).isNotBlank();
            assertThat(caveat.path("severity").asText()).isNotBlank();
        });
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/caveats/surgery-is-invasive, appliesTo, microfracture",
        "/v1/caveats/variable-results, appliesTo, targeted-joint-injection",
        "/v1/references/gobbi-2011, citedBy, bone-marrow",
        "/v1/references/gobbi-2011, citedBy, stem-cell-therapy",
        "/v1/conditions/cartilage-damage, treatments, physical-therapy",
        "/v1/msc-sources/bone-marrow, treatments, stem-cell-therapy",
        "/v1/delivery-methods/targeted-joint-injection, treatments, stem-cell-therapy",
        "/v1/conditions/osteoarthritis, causes, cartilage-damage",
        "/v1/documents/stem-cell-therapy-for-cartilage-damage, entities, osteoarthritis",
        "/v1/documents/stem-cell-therapy-for-cartilage-damage, entities, surgery-is-invasive"
    })
    void aRelationCanBeFollowedBack(String path, String member, String slug) {
        assertThat(Api.slugs(Api.json(path + "?release=1").path(member))).contains(slug);
    }

    @Test
    void theInverseHoldsExactlyThoseThatPointToIt() {
        assertThat(Api.slugs(
                        Api.json("/v1/caveats/surgery-is-invasive?release=1").path("appliesTo")))
                .containsExactlyInAnyOrder(
                        "debridement", "microfracture", "osteochondral-grafting", "total-joint-replacement");
    }

    @Test
    void aRelationThatNothingHasIsEmptyAndNotAbsent() {
        var causes = Api.json("/v1/conditions/cartilage-damage?release=1").get("causes");
        assertThat(causes).isNotNull();
        assertThat(causes).isEmpty();
    }

    @Test
    void includeEmbedsWhatIsOtherwiseALink() {
        var linked = Api.json(THERAPY).path("mscSources").path(0);
        var embedded = Api.json(THERAPY + "&include=mscSources,references")
                .path("mscSources")
                .path(0);
        assertThat(linked.has("tissue")).isFalse();
        assertThat(embedded.path("tissue").asText()).isNotBlank();
        assertThat(embedded.path("id")).isEqualTo(linked.path("id"));
    }

    @Test
    void includeIsOneLevelDeep() {
        var source = Api.json(THERAPY + "&include=mscSources,references")
                .path("mscSources")
                .path(0);
        assertThat(source.path("references")).isNotEmpty().allSatisfy(link -> {
            assertThat(link.has("href")).isTrue();
            assertThat(link.has("cslType")).isFalse();
        });
    }

    @Test
    void aCaveatOfATreatmentHoldsForItsSourcesUnderIt() {
        var therapy = Api.json(THERAPY + "&include=mscSources,deliveryMethods");
        var own = Api.slugs(therapy.path("caveats"));
        for (String relation : List.of("mscSources", "deliveryMethods")) {
            for (JsonNode embedded : therapy.path(relation)) {
                var alone = Api.json(pathOf(embedded) + "?release=1");
                assertThat(Api.slugs(embedded.path("caveats")))
                        .containsAll(own)
                        .containsAll(Api.slugs(alone.path("caveats")))
                        .doesNotHaveDuplicates();
                assertThat(Api.slugs(alone.path("caveats"))).doesNotContain("long-term-outcomes-under-research");
            }
        }
    }

    @Test
    void noParameterRemovesCaveats() {
        for (String parameters : List.of("fields=name", "fields=summary&include=mscSources", "include=references")) {
            var therapy = Api.json(THERAPY + '&' + parameters);
            assertThat(therapy.path("caveats")).as(parameters).hasSize(12).allSatisfy(caveat -> assertThat(
                            caveat.path("statement").asText())
                    .isNotBlank());
        }
    }

    @Test
    void fieldsKeepsWhatWasAskedForAndWhatAnEntityIs() {
        var therapy = Api.json(THERAPY + "&fields=category,evidenceStage");
        assertThat(names(therapy))
                .containsExactlyInAnyOrder("id", "type", "slug", "name", "category", "evidenceStage", "caveats");
    }

    @Test
    void fieldsOfATypeWithoutCaveatsHasNone() {
        assertThat(names(Api.json("/v1/references/gobbi-2011?fields=doi")))
                .containsExactlyInAnyOrder("id", "type", "slug", "title", "doi");
    }

    @Test
    void anUnknownSlugIsAProblem() {
        Api.problem("/v1/conditions/no-such-thing", 404, "not-found");
        Api.problem("/v1/conditions/microfracture", 404, "not-found");
    }

    private static String pathOf(JsonNode entity) {
        return (entity.path("type").asText().equals("mscSource") ? "/v1/msc-sources/" : "/v1/delivery-methods/")
                + entity.path("slug").asText();
    }

    private static List<String> names(JsonNode node) {
        return StreamSupport.stream(((Iterable<String>) node::fieldNames).spliterator(), false)
                .toList();
    }
}
