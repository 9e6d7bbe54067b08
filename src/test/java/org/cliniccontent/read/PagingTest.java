package org.cliniccontent.read;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.cliniccontent.bundle.Import;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.Bundles;
import org.cliniccontent.testing.ServiceTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Pages of a list follow one another without a gap or a repeat, whatever is published meanwhile. */
@ServiceTest
class PagingTest {

    private final Import bundles;

    @Inject
    PagingTest(Import bundles) {
        this.bundles = bundles;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/conditions?sort=name",
                "/v1/conditions?sort=-name",
                "/v1/caveats?sort=updatedAt",
                "/v1/caveats?sort=-updatedAt",
                "/v1/treatments?category=SURGICAL&category=INJECTION&category=REGENERATIVE",
                "/v1/treatments?condition=cartilage-damage&sort=-updatedAt",
                "/v1/msc-sources?caveat=investigational-protocols&caveat=optimal-approach-under-research",
                "/v1/treatments?reference=gobbi-2011&reference=caplan-1991&mscSource=bone-marrow&mscSource=adipose-tissue"
            })
    void pagesOfEverySizeGiveEveryEntityOnceAndInOrder(String list) {
        var whole = Api.slugs(Api.json(list + "&release=1&limit=200").path("items"));
        assertThat(whole).doesNotHaveDuplicates().isNotEmpty();
        for (int limit = 1; limit <= whole.size() + 1; limit++) {
            assertThat(Api.slugs(Api.all(list + "&release=1&limit=" + limit)))
                    .as("limit " + limit)
                    .containsExactlyElementsOf(whole);
        }
    }

    @Test
    void aPageHoldsAsManyAsWereAskedForAndTwentyIfNobodySaid() {
        assertThat(Api.json("/v1/conditions?release=1&limit=3").path("items")).hasSize(3);
        var own = Bundles.unique();
        publish(own, 21);
        assertThat(Api.json("/v1/conditions?document=" + own).path("items")).hasSize(20);
    }

    @Test
    void theLastPageHasNoNextEvenWhenItIsFull() {
        var page = Api.json("/v1/conditions?release=1&limit=11");
        assertThat(page.path("items")).hasSize(11);
        assertThat(page.has("next")).isFalse();
        assertThat(Api.get("/v1/conditions?release=1&limit=11").header("Link")).isNull();
    }

    @Test
    void theNextPageStandsInTheLinkHeaderToo() {
        var response = Api.get("/v1/conditions?release=1&limit=3&fields=name");
        var next = Api.tree(response).path("next").asText();
        assertThat(next).startsWith("/v1/conditions?").contains("fields=name", "limit=3");
        assertThat(response.header("Link")).isEqualTo("<" + next + ">; rel=\"next\"");
    }

    @Test
    void aPublishInTheMiddleNeitherRepeatsNorDropsAnything() {
        var own = Bundles.unique();
        publish(own, 6);
        var before = Api.slugs(Api.all("/v1/conditions?limit=200&document=" + own));
        var page = Api.json("/v1/conditions?limit=2&document=" + own);
        long release = page.path("release").asLong();
        List<JsonNode> seen = new ArrayList<>();
        page.path("items").forEach(seen::add);

        bundles.run(
                Bundles.bytes(Bundles.document(own) + "conditions:\n"
                        + Bundles.condition(own + "-0", "zz moved behind")
                        + Bundles.condition(own + "-5", "aa moved before")
                        + Bundles.condition(own + "-new", "name 3b")),
                "in the middle",
                "test");
        while (page.has("next")) {
            page = Api.json(page.path("next").asText());
            assertThat(page.path("release").asLong()).isEqualTo(release);
            page.path("items").forEach(seen::add);
        }

        assertThat(Api.slugs(seen)).containsExactlyElementsOf(before);
        assertThat(seen)
                .noneSatisfy(item -> assertThat(item.path("name").asText()).contains("moved"));
        assertThat(Api.slugs(Api.all("/v1/conditions?limit=2&document=" + own))).hasSize(7);
    }

    @Test
    void whatTheCountSaysIsOfTheCursorsRelease() {
        var own = Bundles.unique();
        publish(own, 3);
        var next = Api.json("/v1/conditions?limit=1&total=true&document=" + own)
                .path("next")
                .asText();
        bundles.run(
                Bundles.bytes(Bundles.document(own) + "conditions:\n" + Bundles.condition(own + "-new", "new")),
                "one more",
                "test");
        assertThat(Api.json(next).path("total").asInt()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/conditions?limit=2&release=1&kind=INJURY",
                "/v1/conditions?limit=2&release=1&causedBy=osteoarthritis",
                "/v1/conditions?limit=2&release=1&sort=-name",
                "/v1/conditions?limit=2&release=1&sort=updatedAt",
                "/v1/conditions?limit=2&release=1&reviewStatus=CURRENT",
                "/v1/conditions?limit=2&release=1&updatedSince=2020-01-01",
                "/v1/conditions?limit=2",
                "/v1/conditions?limit=2&asOf=2999-01-01",
                "/v1/treatments?limit=2&release=1",
                "/v1/releases?limit=2",
                "/v1/releases/1?limit=2"
            })
    void aCursorOfAnotherListIsRefused(String list) {
        Api.problem(list + "&cursor=" + cursor("/v1/conditions?limit=2&release=1"), 400, "invalid-cursor");
    }

    @Test
    void aCursorServesAnyPageSizeAndFieldSetOfItsList() {
        var cursor = cursor("/v1/conditions?limit=2&release=1");
        assertThat(Api.json("/v1/conditions?limit=5&release=1&fields=name&cursor=" + cursor)
                        .path("items"))
                .hasSize(5);
        assertThat(Api.json("/v1/conditions?release=1&sort=name&cursor=" + cursor)
                        .path("items"))
                .hasSize(9);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "AAAA", "garbled", "%F0%9F%98%80", "a%20b", "----", "AQ==", "1%00"})
    void aGarbledCursorIsRefused(String cursor) {
        var response = Api.get("/v1/conditions?cursor=" + cursor);
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(Api.tree(response).path("type").asText())
                .isEqualTo(cursor.contains("%00") ? "/problems/invalid-parameter" : "/problems/invalid-cursor");
    }

    @Test
    void aCutOrChangedCursorIsRefused() {
        var cursor = cursor("/v1/conditions?limit=2&release=1");
        var list = "/v1/conditions?limit=2&release=1&cursor=";
        Api.problem(list + cursor.substring(0, cursor.length() - 1), 400, "invalid-cursor");
        Api.problem(list + cursor.substring(1), 400, "invalid-cursor");
        Api.problem(list + cursor + "A", 400, "invalid-cursor");
        Api.problem(list + cursor + "=", 400, "invalid-cursor");
        Api.problem(list + (cursor.charAt(20) == 'A' ? 'B' : 'A') + cursor.substring(1), 400, "invalid-cursor");
    }

    private static String cursor(String list) {
        var next = Api.json(list).path("next").asText();
        return next.substring(next.indexOf("cursor=") + "cursor=".length());
    }

    private void publish(String own, int count) {
        var conditions = IntStream.range(0, count)
                .mapToObj(i -> Bundles.condition(own + '-' + i, "name " + i))
                .collect(Collectors.joining());
        bundles.run(Bundles.bytes(Bundles.document(own) + "conditions:\n" + conditions), "pages", "test");
    }
}
