package org.cliniccontent.sync;

import com.fasterxml.jackson.databind.JsonNode;
import io.restassured.response.Response;
import java.util.List;
import org.cliniccontent.access.Scope;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.Bundles;
import org.cliniccontent.testing.Editor;
import org.cliniccontent.testing.Keys;
import org.cliniccontent.testing.ServiceTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** A pass as lines equals the pass as pages. */
@ServiceTest
class ChangeLinesTest {

    private static final String LINES = "application/x-ndjson";

    private static Response get(String query) {
        return Api.as(Changes.partner()).accept(LINES).get("/v1/changes" + query);
    }

    private static List<JsonNode> lines(String query) {
        var response = get(query);
        assertThat(response.statusCode()).as(response.asString()).isEqualTo(200);
        assertThat(response.contentType()).isEqualTo(LINES);
        assertThat(response.asString()).endsWith("\n");
        return response.asString().lines().map(Api::parse).toList();
    }

    private static List<JsonNode> changes(List<JsonNode> lines) {
        return lines.stream().filter(line -> line.has("op")).toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "?type=condition", "?type=caveat&type=reference", "?bucket=3f", "?bucket=07&type=treatment"})
    void itHasTheSameChangesInTheSameOrder(String query) {
        var pages = FollowedPages.of(query);
        var lines = lines(query);
        assertThat(changes(lines)).isEqualTo(pages.changes());
        var last = lines.get(lines.size() - 1);
        assertThat(last.path("more").isBoolean()).isTrue();
        assertThat(last.path("more").asBoolean()).isFalse();
        assertThat(last.path("next").asText()).isEqualTo(pages.token());
        assertThat(last.path("release").asLong()).isEqualTo(pages.release());
        assertThat(last.path("digest").asText()).isEqualTo(pages.digest());
    }

    @Test
    void aPassThatPagesBeganGoesOn() {
        var whole = FollowedPages.of("").changes();
        var page = Changes.page("?limit=3");
        assertThat(changes(lines("?token=" + page.path("next").asText()))).isEqualTo(whole.subList(3, whole.size()));
    }

    @Test
    void whatWasChangedAndRemovedSinceComesByItself() {
        var before = Changes.now();
        var own = Bundles.unique();
        Editor.created("references/" + own, Editor.reference(own));
        Editor.released("references/" + own);
        var after = "?token=" + before;
        assertThat(lines(after)).hasSize(2).first().satisfies(change -> {
            assertThat(change.path("op").asText()).isEqualTo("upsert");
            assertThat(change.at("/body/slug").asText()).isEqualTo(own);
        });
        Editor.removed("references/" + own, "{\"kind\": \"DELETED\"}");
        assertThat(lines(after)).hasSize(2).first().satisfies(change -> {
            assertThat(change.path("op").asText()).isEqualTo("delete");
            assertThat(change.path("slug").asText()).isEqualTo(own);
            assertThat(change.has("body")).isFalse();
        });
    }

    @Test
    void jsonIsGivenToWhoeverDoesNotAskForLines() {
        assertThat(Api.as(Changes.partner()).accept("*/*").get("/v1/changes").contentType())
                .startsWith("application/json");
        assertThat(Api.as(Changes.partner())
                        .accept("application/json;q=0.5, " + LINES)
                        .get("/v1/changes")
                        .contentType())
                .isEqualTo(LINES);
    }

    @Test
    void theHeadSaysWhatAPageSays() {
        var response = get("?bucket=00");
        assertThat(response.header("Content-Release")).matches("[1-9][0-9]*");
        assertThat(response.header("Cache-Control")).isEqualTo("no-store");
        assertThat(response.header("Vary")).contains("Accept");
        assertThat(response.header("RateLimit")).startsWith("\"caller\"");
        var head = Api.as(Changes.partner()).accept(LINES).head("/v1/changes");
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.contentType()).isEqualTo(LINES);
    }

    @Test
    void whatIsWrongIsAProblem() {
        Api.problem(get("?limit=5"), 400, "invalid-parameter");
        Api.problem(get("?token=nonsense"), 400, "invalid-sync-token");
        Api.problem(Api.given().accept(LINES).get("/v1/changes"), 401, "unauthorized");
        Api.problem(Api.as(Keys.with(Scope.CONTENT_READ)).accept(LINES).get("/v1/changes"), 403, "forbidden");
    }
}
