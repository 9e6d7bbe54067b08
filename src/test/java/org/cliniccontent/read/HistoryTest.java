package org.cliniccontent.read;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import org.cliniccontent.bundle.Import;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.Bundles;
import org.cliniccontent.testing.Editors;
import org.cliniccontent.testing.ServiceTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What was done to an entity, release by release, also after it is gone. */
@ServiceTest
class HistoryTest {

    private final Import bundles;

    @Inject
    HistoryTest(Import bundles) {
        this.bundles = bundles;
    }

    private long publish(String document, String slug, String name, String more) {
        return bundles.run(
                        Bundles.bytes(
                                Bundles.document(document) + "conditions:\n" + Bundles.condition(slug, name) + more),
                        "as " + name,
                        "editor of " + name)
                .orElseThrow()
                .number();
    }

    private long publish(String own, String name) {
        return publish(own, own, name, "");
    }

    private long rename(String document, String from, String to) {
        return publish(document, to, "Renamed", "renamed: {\"conditions/" + from + "\": \"" + to + "\"}\n");
    }

    private static List<String> kinds(List<JsonNode> revisions) {
        return revisions.stream().map(each -> each.path("kind").asText()).toList();
    }

    @ParameterizedTest
    @CsvSource({
        "documents, stem-cell-therapy-for-cartilage-damage",
        "conditions, osteoarthritis",
        "treatments, stem-cell-therapy",
        "caveats, surgery-is-invasive",
        "references, gobbi-2011"
    })
    void everyTypeHasIt(String collection, String slug) {
        assertHasHistory("/v1/" + collection + '/' + slug);
    }

    @ParameterizedTest
    @ValueSource(strings = {"msc-sources", "delivery-methods"})
    void theOtherTypesToo(String collection) {
        assertHasHistory(Api.json("/v1/" + collection + "?release=1&limit=1")
                .at("/items/0/slug")
                .asText()
                .transform(slug -> "/v1/" + collection + '/' + slug));
    }

    private static void assertHasHistory(String entity) {
        var first = Api.all(entity + "/history").stream()
                .reduce((newer, older) -> older)
                .orElseThrow();
        assertThat(first.path("release").asInt()).isEqualTo(1);
        assertThat(first.path("kind").asText()).isEqualTo("ADDED");
        assertThat(first.path("sha256"))
                .isEqualTo(Api.json(entity + "?release=1").path("sha256"));
        assertThat(Api.given().head(entity + "/history").statusCode()).isEqualTo(200);
    }

    @Test
    void theNewestIsFirst() {
        var own = Bundles.unique();
        long one = publish(own, "One");
        long two = publish(own, "Two");
        var page = Api.json("/v1/conditions/" + own + "/history");
        assertThat(page.path("release").asLong()).isGreaterThanOrEqualTo(two);
        var items = page.path("items");
        assertThat(items).hasSize(2);
        assertThat(items.at("/0/release").asLong()).isEqualTo(two);
        assertThat(items.at("/0/kind").asText()).isEqualTo("CHANGED");
        assertThat(items.at("/0/name").asText()).isEqualTo("Two");
        assertThat(items.at("/0/author").asText()).isEqualTo("editor of Two");
        assertThat(items.at("/0/message").asText()).isEqualTo("as Two");
        assertThat(items.at("/0/publishedAt"))
                .isEqualTo(Api.json("/v1/releases/" + two).at("/release/publishedAt"));
        assertThat(items.at("/0/sha256"))
                .isEqualTo(Api.json("/v1/conditions/" + own).path("sha256"));
        assertThat(items.at("/1/release").asLong()).isEqualTo(one);
        assertThat(items.at("/1/kind").asText()).isEqualTo("ADDED");
    }

    @Test
    void itComesPageByPageAndIgnoresWhatIsPublishedMeanwhile() {
        var own = Bundles.unique();
        for (int i = 0; i < 5; i++) {
            publish(own, "Name " + i);
        }
        List<String> names = new ArrayList<>();
        var path = "/v1/conditions/" + own + "/history?limit=2";
        for (String next = path; next != null; ) {
            var response = Api.get(next);
            var page = Api.tree(response);
            page.path("items").forEach(item -> names.add(item.path("name").asText()));
            next = page.path("next").asText(null);
            assertThat(response.header("Link")).isEqualTo(next == null ? null : "<" + next + ">; rel=\"next\"");
            publish(own, "Later " + names.size());
        }
        assertThat(names).containsExactly("Name 4", "Name 3", "Name 2", "Name 1", "Name 0");
    }

    @Test
    void whatWasRemovedHasItsHistoryStill() {
        var own = Bundles.unique();
        publish(own, "One");
        Editors.remove(
                "conditions/" + own, "{\"kind\": \"WITHDRAWN\", \"reason\": \"Wrong.\", \"urgency\": \"URGENT\"}");
        Api.problem("/v1/conditions/" + own, 410, "gone");
        var revisions = Api.all("/v1/conditions/" + own + "/history");
        assertThat(kinds(revisions)).containsExactly("WITHDRAWN", "ADDED");
        assertThat(revisions.get(0).path("approvedBy").asText()).isEqualTo(Editors.REVIEWER);
        assertThat(revisions.get(1).has("approvedBy")).isFalse();
    }

    @Test
    void aFormerSlugLeadsToThePresentOne() {
        var own = Bundles.unique();
        publish(own, own + "-old", "One", "");
        rename(own, own + "-old", own + "-new");
        for (String below : List.of("/history", "/history?limit=1", "/diff", "/diff?to=" + Integer.MAX_VALUE)) {
            var response = Api.get("/v1/conditions/" + own + "-old" + below);
            if (below.endsWith("7")) {
                Api.problem(response, 404, "not-found");
            } else {
                assertThat(response.statusCode()).isEqualTo(308);
                assertThat(response.header("Location")).isEqualTo("/v1/conditions/" + own + "-new" + below);
            }
        }
        var slugs = Api.slugs(Api.all("/v1/conditions/" + own + "-new/history"));
        assertThat(slugs).containsExactly(own + "-new", own + "-old");
    }

    @Test
    void aFormerSlugOfWhatWasRemovedLeadsToItsLastOne() {
        var own = Bundles.unique();
        publish(own, own + "-old", "One", "");
        rename(own, own + "-old", own + "-new");
        Editors.delete("conditions/" + own + "-new");
        var response = Api.get("/v1/conditions/" + own + "-old/history");
        assertThat(response.statusCode()).isEqualTo(308);
        assertThat(kinds(Api.all(response.header("Location")))).containsExactly("DELETED", "CHANGED", "ADDED");
    }

    /** The redirect would lead to another entity. */
    @Test
    void aFormerSlugOfWhatWasRemovedShowsItWhenAnotherEntityHasItsLastOne() {
        var own = Bundles.unique();
        publish(own, own + "-old", "One", "");
        rename(own, own + "-old", own + "-new");
        Editors.delete("conditions/" + own + "-new");
        Editors.rename("conditions/" + own + "-new", own + "-gone");
        Editors.takeOver(
                Bundles.document(own) + "conditions:\n" + Bundles.condition(own + "-new", "Another"),
                "conditions/" + own + "-new");
        assertThat(kinds(Api.all("/v1/conditions/" + own + "-new/history"))).containsExactly("ADDED");
        assertThat(kinds(Api.all("/v1/conditions/" + own + "-old/history")))
                .containsExactly("DELETED", "CHANGED", "ADDED");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/conditions/never-was/history",
                "/v1/conditions/never-was/diff",
                "/v1/releases/1/history",
                "/v1/nothing/osteoarthritis/history",
                "/v1/conditions/osteoarthritis/history/1",
                "/v1/conditions/osteoarthritis/future",
                "/v1/conditions/surgery-is-invasive/history",
                "/v1/conditions/osteoarthritis/diff",
                "/v1/conditions/osteoarthritis/diff?to=999999999",
                "/v1/conditions/osteoarthritis/diff?from=1&to=999999999"
            })
    void whatIsNotThereIsNotFound(String path) {
        Api.problem(path, 404, "not-found");
    }

    @ParameterizedTest
    @CsvSource({
        "history?release=1, release",
        "history?limit=0, limit",
        "history?limit=201, limit",
        "history?x=1, x",
        "diff?from=0, from",
        "diff?from=x, from",
        "diff?from=1&from=2, from",
        "diff?from=3&to=3, from",
        "diff?from=4&to=3, from",
        "diff?from=999999999, from",
        "diff?to=0, to",
        "diff?limit=1, limit"
    })
    void whatCannotBeReadIsAFault(String below, String parameter) {
        var problem = Api.problem("/v1/conditions/osteoarthritis/" + below, 400, "invalid-parameter");
        assertThat(problem.at("/errors/0/parameter").asText()).isEqualTo(parameter);
    }

    @Test
    void aCursorBelongsToOneEntity() {
        var own = Bundles.unique();
        publish(own, "One");
        publish(own, "Two");
        var next = Api.json("/v1/conditions/" + own + "/history?limit=1")
                .path("next")
                .asText();
        Api.problem(next.replace(own, "osteoarthritis"), 400, "invalid-cursor");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/conditions/osteoarthritis/history", "/v1/conditions/osteoarthritis/diff"})
    void otherMethodsAreNotAllowed(String path) {
        var response = Api.given().post(path);
        Api.problem(response, 405, "method-not-allowed");
        assertThat(response.header("Allow")).contains("GET", "HEAD", "OPTIONS");
    }
}
