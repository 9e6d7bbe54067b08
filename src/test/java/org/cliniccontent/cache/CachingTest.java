package org.cliniccontent.cache;

import io.restassured.response.Response;
import java.util.List;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.Bundles;
import org.cliniccontent.testing.Editor;
import org.cliniccontent.testing.ServiceTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The headers by which caches and browsers keep a read: tags, conditions, lifetimes and origins. */
@ServiceTest
class CachingTest {

    private static final String PATH = "/v1/treatments/microfracture?release=1";

    private static Response conditional(String ifNoneMatch) {
        return Api.given().header("If-None-Match", ifNoneMatch).get(PATH);
    }

    private static String tag() {
        return Api.get(PATH).header("ETag");
    }

    @Test
    void aTagIsStrongAndTheSameForTheSameBytes() {
        assertThat(tag()).matches("\"[A-Za-z0-9_-]{22}\"").isEqualTo(tag());
        assertThat(Api.get("/v1/treatments/debridement?release=1").header("ETag"))
                .isNotEqualTo(tag());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1",
                "/v1/conditions?release=1",
                "/v1/conditions/osteoarthritis",
                "/v1/releases/1",
                "/v1/documents/stem-cell-therapy-for-cartilage-damage/source",
                "/v1/documents/stem-cell-therapy-for-cartilage-damage/coverage?release=1"
            })
    void everyReadCanBeCached(String path) {
        var response = Api.get(path);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.header("ETag")).startsWith("\"");
        assertThat(response.header("Cache-Control"))
                .matches(
                        path.contains("release=")
                                ? "public, max-age=31536000, immutable"
                                : "public, max-age=\\d+, stale-while-revalidate=\\d+");
        assertThat(response.header("Content-Release")).matches("[1-9][0-9]*");
        assertThat(response.header("Vary")).isEqualTo("Accept, Accept-Encoding, Content-Release-Min");
        assertThat(response.header("Surrogate-Key")).startsWith("content ");
        var again = Api.given().header("If-None-Match", response.header("ETag")).get(path);
        if (response.header("ETag").equals(Api.get(path).header("ETag"))) {
            assertThat(again.statusCode()).isEqualTo(304);
        }
    }

    @Test
    void theSurrogateKeysNameTheEntitiesInTheResponse() {
        assertThat(Api.get(PATH).header("Surrogate-Key").split(" "))
                .contains("treatment/microfracture", "caveat/surgery-is-invasive");
        assertThat(Api.get("/v1/treatments?release=1").header("Surrogate-Key").split(" "))
                .contains("treatments", "treatment/microfracture", "treatment/stem-cell-therapy");
    }

    /** The new version begins as the old one did: with the same identity. */
    @Test
    void changedContentIsNeverAnsweredNotModified() {
        var own = Bundles.unique();
        var path = "conditions/" + own;
        Editor.created("documents/" + own, Editor.document("Document"));
        Editor.created(path, Editor.condition(own, "First"));
        Editor.released("documents/" + own, path);
        for (String read : List.of("/v1/" + path, "/v1/conditions?document=" + own)) {
            var old = Api.get(read).header("ETag");
            Editor.patched(path, "{\"name\": \"Other %d\"}".formatted(read.length()));
            Editor.released(path);
            var response = Api.given().header("If-None-Match", old).get(read);
            assertThat(response.statusCode()).as(read).isEqualTo(200);
            assertThat(response.asString()).contains("Other " + read.length());
            assertThat(response.header("ETag")).isNotEqualTo(old);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s", "W/%s", "\"other\", %s", "\"other\",W/%s , \"more\"", "  %s  ", "*", "\"a,b\", %s"})
    void aMatchingConditionIsAnsweredNotModified(String ifNoneMatch) {
        var tag = tag();
        var response = conditional(ifNoneMatch.formatted(tag));
        assertThat(response.statusCode()).isEqualTo(304);
        assertThat(response.asString()).isEmpty();
        assertThat(response.header("ETag")).isEqualTo(tag);
        assertThat(response.header("Cache-Control")).isNotNull();
        assertThat(response.header("Content-Release")).isEqualTo("1");
        assertThat(response.header("Vary")).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"other\"", "W/\"other\"", "garbage", "\"", "\"\"", "W/", "**", "\"*\""})
    void anyOtherConditionIsAnsweredInFull(String ifNoneMatch) {
        var response = conditional(ifNoneMatch);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.asString()).isNotEmpty();
    }

    @Test
    void aTagWithoutItsQuotesDoesNotMatch() {
        assertThat(conditional(tag().replace("\"", "")).statusCode()).isEqualTo(200);
    }

    @Test
    void aConditionIsAlsoHeldWithANoCacheRequest() {
        var response = Api.given()
                .header("If-None-Match", tag())
                .header("Cache-Control", "no-cache")
                .header("Pragma", "no-cache")
                .get(PATH);
        assertThat(response.statusCode()).isEqualTo(304);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/treatments/microfracture?release=1",
                "/v1/conditions?release=1&limit=2",
                "/v1/releases/1",
                "/v1/documents/stem-cell-therapy-for-cartilage-damage/source"
            })
    void headGivesTheHeadersOfGetWithoutTheBody(String path) {
        var get = Api.get(path);
        var head = Api.given().head(path);
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.asString()).isEmpty();
        for (String name : new String[] {
            "ETag", "Cache-Control", "Content-Type", "Content-Release", "Vary", "Surrogate-Key", "Link"
        }) {
            assertThat(head.header(name)).as(name).isEqualTo(get.header(name));
        }
    }

    @Test
    void anyPageMayReadAlsoAProblem() {
        for (String path : new String[] {PATH, "/v1/conditions/none", "/v1/conditions?limit=x", "/nowhere", "/v1//x"}) {
            var response = Api.given().header("Origin", "https://example.org").get(path);
            assertThat(response.header("Access-Control-Allow-Origin")).as(path).isEqualTo("*");
            assertThat(response.header("Access-Control-Expose-Headers")).contains("ETag", "Link", "Content-Release");
            assertThat(response.header("Access-Control-Allow-Credentials")).isNull();
        }
    }

    @Test
    void aPreflightIsAnswered() {
        var response = Api.given()
                .header("Origin", "https://example.org")
                .header("Access-Control-Request-Method", "GET")
                .header("Access-Control-Request-Headers", "if-none-match")
                .options(PATH);
        assertThat(response.statusCode()).isEqualTo(204);
        assertThat(response.header("Access-Control-Allow-Methods")).contains("GET", "HEAD");
        assertThat(response.header("Access-Control-Allow-Headers")).containsIgnoringCase("If-None-Match");
    }

    @Test
    void theAnswerToOneOriginIsThatToAll() {
        var one = Api.given().header("Origin", "https://one.example").get(PATH);
        var other = Api.given().header("Origin", "https://other.example").get(PATH);
        assertThat(one.header("Access-Control-Allow-Origin")).isEqualTo(other.header("Access-Control-Allow-Origin"));
        assertThat(Api.get(PATH).header("Access-Control-Allow-Origin")).isEqualTo("*");
    }

    @Test
    void problemsAreNotKept() {
        assertThat(Api.get("/v1/conditions/none").header("Cache-Control")).isEqualTo("no-store");
        assertThat(Api.get("/v1/conditions?limit=0").header("Cache-Control")).isEqualTo("no-store");
    }
}
