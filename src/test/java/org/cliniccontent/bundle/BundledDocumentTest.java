package org.cliniccontent.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.cliniccontent.content.CanonicalJson;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.ServiceTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The document that ships with the service: verbatim, and every statement with its evidence. */
@ServiceTest
class BundledDocumentTest {

    private static final String DOCUMENT = "/v1/documents/stem-cell-therapy-for-cartilage-damage";
    private static final String SHA256 = "bd5e3f371c3191dfc253addc7eb3290921c2b48da0bc4e7dcd365af56976262c";

    private static String source() {
        return new String(Api.get(DOCUMENT + "/source?release=1").asByteArray(), StandardCharsets.UTF_8);
    }

    private static String between(String text, int start, int end) {
        int from = text.offsetByCodePoints(0, start);
        return text.substring(from, text.offsetByCodePoints(from, end - start));
    }

    private static JsonNode coverage() {
        return Api.json(DOCUMENT + "/coverage?release=1");
    }

    @Test
    void theSourceIsServedByteForByte() {
        var response = Api.get(DOCUMENT + "/source?release=1");
        assertThat(response.contentType()).isEqualToIgnoringCase("text/plain;charset=utf-8");
        assertThat(CanonicalJson.sha256(source())).isEqualTo(SHA256);
        assertThat(source().getBytes(StandardCharsets.UTF_8)).isEqualTo(response.asByteArray());
        assertThat(source().codePointCount(0, source().length())).isEqualTo(11_668);
        assertThat(Api.json(DOCUMENT).path("sourceSha256").asText()).isEqualTo(SHA256);
    }

    static Stream<String> collections() {
        return Stream.of("conditions", "treatments", "msc-sources", "delivery-methods", "caveats", "references");
    }

    @ParameterizedTest
    @MethodSource("collections")
    void everyQuoteIsTheSourcesTextAtItsOffsets(String collection) {
        var source = source();
        for (JsonNode entity : Api.all("/v1/" + collection + "?release=1")) {
            var passages = entity.findParents("quote");
            if (!collection.equals("references")) {
                assertThat(passages).as(entity.path("slug").asText()).isNotEmpty();
            }
            for (JsonNode passage : passages) {
                assertThat(between(
                                source,
                                passage.path("start").asInt(),
                                passage.path("end").asInt()))
                        .isEqualTo(passage.path("quote").asText());
            }
        }
    }

    @Test
    void theSectionsMakeUpTheWholeSource() {
        int end = 0;
        for (JsonNode section : Api.json(DOCUMENT + "?release=1").path("sections")) {
            assertThat(section.path("start").asInt()).isEqualTo(end);
            end = section.path("end").asInt();
        }
        assertThat(end).isEqualTo(11_668);
    }

    @Test
    void everySentenceLiesInASection() {
        assertThat(coverage().path("sentences")).isNotEmpty().allSatisfy(sentence -> assertThat(
                        sentence.path("section").asText())
                .isNotEmpty());
    }

    @Test
    void everySentenceIsCoveredOrHasAReasonNotToBe() {
        var coverage = coverage();
        assertThat(coverage.path("uncovered").asInt()).isZero();
        assertThat(coverage.path("covered").asInt()).isGreaterThan(50);
        assertThat(coverage.path("sentences")).allSatisfy(sentence -> {
            switch (sentence.path("state").asText()) {
                case "COVERED" -> assertThat(sentence.path("coveredBy")).isNotEmpty();
                case "SECTION_ONLY" ->
                    assertThat(sentence.path("reason").asText()).isNotBlank();
                default -> assertThat(sentence.path("state").asText()).isEqualTo("covered, or left with a reason");
            }
        });
    }

    @Test
    void theCountsOfTheCoverageAreThoseOfItsSentences() {
        var coverage = coverage();
        for (var state : List.of("COVERED covered", "SECTION_ONLY sectionOnly", "UNCOVERED uncovered")) {
            long count = coverage.findValuesAsText("state").stream()
                    .filter(state.split(" ")[0]::equals)
                    .count();
            assertThat(coverage.path(state.split(" ")[1]).asLong()).isEqualTo(count);
        }
    }

    @Test
    void theSentencesOfTheCoverageAreTheSourcesText() {
        var source = source();
        int end = 0;
        for (JsonNode sentence : coverage().path("sentences")) {
            assertThat(sentence.path("start").asInt()).isGreaterThanOrEqualTo(end);
            end = sentence.path("end").asInt();
            assertThat(between(source, sentence.path("start").asInt(), end))
                    .isEqualTo(sentence.path("text").asText());
        }
    }

    @Test
    void theDocumentSaysThatItsSourceListsNoReferences() {
        assertThat(Api.json(DOCUMENT).path("notices").findValuesAsText("code"))
                .contains("SOURCE_LISTS_NO_REFERENCES", "SOURCE_TRUNCATED");
        assertThat(Api.all("/v1/references?release=1"))
                .allSatisfy(reference ->
                        assertThat(reference.path("origin").asText()).isEqualTo("EDITORIAL"));
    }
}
