package org.cliniccontent.read;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import org.cliniccontent.access.Scope;
import org.cliniccontent.bundle.Import;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.Bundles;
import org.cliniccontent.testing.Keys;
import org.cliniccontent.testing.ServiceTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What was published when, and where a client begins. */
@ServiceTest
class ReleasesTest {

    private final Import bundles;

    @Inject
    ReleasesTest(Import bundles) {
        this.bundles = bundles;
    }

    @Test
    void theFirstReleaseIsTheBundledDocument() {
        var first = Api.json("/v1/releases/1");
        assertThat(first.path("release").path("number").asInt()).isEqualTo(1);
        assertThat(first.path("release").path("message").asText()).isEqualTo("The bundled document");
        assertThat(first.path("release").path("changes").asInt()).isEqualTo(52);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 51, 52, 200})
    void theChangesOfAReleaseComePageByPage(int limit) {
        List<JsonNode> changes = new ArrayList<>();
        for (String next = "/v1/releases/1?limit=" + limit; next != null; ) {
            var page = Api.json(next);
            page.path("changes").forEach(changes::add);
            next = page.path("next").asText(null);
        }
        assertThat(changes)
                .hasSize(52)
                .allSatisfy(change -> assertThat(change.path("kind").asText()).isEqualTo("ADDED"));
        assertThat(changes.stream().map(change -> change.path("id").asText())).doesNotHaveDuplicates();
    }

    @Test
    void releasesAreListedNewestFirstWithoutAGap() {
        for (int i = 0; i < 3; i++) {
            bundles.run(Bundles.bytes(Bundles.document(Bundles.unique())), "release " + i, "test");
        }
        var numbers = Api.all("/v1/releases?limit=2").stream()
                .map(release -> release.path("number").asInt())
                .toList();
        assertThat(numbers).last().isEqualTo(1);
        for (int i = 1; i < numbers.size(); i++) {
            assertThat(numbers.get(i)).isEqualTo(numbers.get(i - 1) - 1);
        }
    }

    @Test
    void aReleaseTellsWhatItAddedFromWhatItChanged() {
        var own = Bundles.unique();
        bundles.run(
                Bundles.bytes(Bundles.document(own) + "conditions:\n" + Bundles.condition(own, "A")), "one", "test");
        var release = bundles.run(
                        Bundles.bytes(Bundles.document(own) + "conditions:\n" + Bundles.condition(own, "B")
                                + Bundles.condition(own + "-2", "C")),
                        "two",
                        "somebody")
                .orElseThrow();
        var read = Api.json("/v1/releases/" + release.number());
        assertThat(read.path("release").path("author").asText()).isEqualTo("somebody");
        assertThat(read.path("changes")).hasSize(2).allSatisfy(change -> assertThat(
                        change.path("kind").asText())
                .isEqualTo(change.path("slug").asText().equals(own) ? "CHANGED" : "ADDED"));
    }

    @Test
    void theServiceDocumentLeadsToEverything() {
        var service = Api.json("/v1");
        assertThat(service.path("release").path("number").asLong()).isPositive();
        assertThat(service.path("collections")).hasSize(7).allSatisfy(collection -> assertThat(
                        Api.get(collection.path("href").asText()).statusCode())
                .isEqualTo(200));
        service.path("links").forEach(link -> assertThat(
                        Api.as(Keys.with(Scope.SYNC_READ)).get(link.asText()).statusCode())
                .as(link.asText())
                .isEqualTo(200));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "x", "999999999", "01x", "9223372036854775808", "1.0"})
    void aReleaseThatIsNotIsNotFound(String number) {
        Api.problem("/v1/releases/" + number, 404, "not-found");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/releases?limit=0", "/v1/releases?sort=number", "/v1/releases/1?limit=201", "/v1?x=1"})
    void anUnknownParameterIsAFaultHereToo(String path) {
        Api.problem(path, 400, "invalid-parameter");
    }
}
