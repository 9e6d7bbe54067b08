package org.cliniccontent.sync;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.cliniccontent.access.Scope;
import org.cliniccontent.content.CanonicalJson;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.Bundles;
import org.cliniccontent.testing.Editor;
import org.cliniccontent.testing.Keys;
import org.cliniccontent.testing.ServiceTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Between two tokens each entity appears once, in its latest state, and none is left out. */
@ServiceTest
class ChangesTest {

    private static final String WITHDRAWN =
            "{\"kind\": \"WITHDRAWN\", \"reason\": \"Wrong.\", \"urgency\": \"IMMEDIATE\", \"replacement\": \"%s\"}";

    private String own;
    private String condition;

    @BeforeEach
    void aDocument() {
        own = Bundles.unique();
        condition = "conditions/" + own;
        Editor.created("documents/" + own, Editor.document("Document"));
        Editor.released("documents/" + own);
    }

    @Test
    void aWholeCopyIsWhatIsPublished() {
        Editor.created(condition, Editor.condition(own, "Condition"));
        Editor.released(condition);
        Editor.removed(condition, "{\"kind\": \"DELETED\"}");
        var changes = new ArrayList<JsonNode>();
        Changes.pass("?limit=7").forEach(page -> changes.addAll(0, Changes.list(page)));
        Set<String> listed = new HashSet<>();
        for (String collection : List.of(
                "documents", "references", "caveats", "conditions", "msc-sources", "delivery-methods", "treatments")) {
            Api.all("/v1/%s?limit=200".formatted(collection))
                    .forEach(entity -> listed.add(
                            entity.path("id").asText() + entity.path("sha256").asText()));
        }
        assertThat(changes)
                .extracting(change ->
                        change.path("id").asText() + change.path("sha256").asText())
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(listed);
        assertThat(changes).allSatisfy(change -> assertThat(
                        CanonicalJson.sha256(CanonicalJson.json((ObjectNode) change.path("body"))))
                .isEqualTo(change.path("sha256").asText()));
    }

    @Test
    void whatIsPointedToComesBeforeWhatPointsToIt() {
        var token = Changes.now();
        // By their names, and by the order in which they are made, the other way round.
        for (int i = 1; i <= 3; i++) {
            Editor.created(condition + i, causedBy(null));
        }
        Editor.released(condition + 1, condition + 2, condition + 3);
        Editor.put(condition + 1, causedBy(own + 2));
        Editor.released(condition + 1);
        Editor.put(condition + 2, causedBy(own + 3));
        Editor.released(condition + 2);
        Editor.patched(condition + 3, "{\"name\": \"Changed last\"}");
        Editor.released(condition + 3);
        assertThat(Changes.told(Changes.since(token)))
                .containsExactly(
                        "upsert condition/" + own + 3, "upsert condition/" + own + 2, "upsert condition/" + own + 1);
        Editor.put(condition + 2, causedBy(null));
        Editor.put(condition + 3, causedBy(own + 1));
        Editor.released(condition + 2, condition + 3);
        assertThat(Changes.told(Changes.since(token)))
                .containsExactly(
                        "upsert condition/" + own + 2, "upsert condition/" + own + 1, "upsert condition/" + own + 3);
    }

    private ObjectNode causedBy(String cause) {
        var content = Editor.condition(own, "Condition");
        if (cause != null) {
            content.putArray("causedBy").addObject().put("condition", cause).put("how", "It wears.");
        }
        return content;
    }

    @Test
    void aCircleIsToldWhole() {
        var token = Changes.now();
        Editor.created(condition + 1, causedBy(null));
        Editor.created(condition + 2, causedBy(null));
        Editor.released(condition + 1, condition + 2);
        Editor.put(condition + 1, causedBy(own + 2));
        Editor.put(condition + 2, causedBy(own + 1));
        Editor.released(condition + 1, condition + 2);
        assertThat(Changes.told(Changes.since(token)))
                .containsExactlyInAnyOrder("upsert condition/" + own + 1, "upsert condition/" + own + 2);
    }

    @Test
    void whatIsRemovedComesLastAndSaysWhy() {
        var caveat = "caveats/" + own;
        Editor.created(caveat, Editor.caveat(own, "Mind this"));
        Editor.created("treatments/" + own, Editor.treatment(own, "Treatment", own));
        Editor.created("treatments/" + own + 2, Editor.treatment(own, "Treatment", own));
        Editor.released(caveat, "treatments/" + own, "treatments/" + own + 2);
        var token = Changes.now();
        Editor.created(caveat + 2, Editor.caveat(own, "Mind that"));
        Editor.patched("treatments/" + own + 2, "{\"caveats\": [\"%s\"]}".formatted(own + 2));
        Editor.succeeded(Editor.step(caveat, "remove", "{\"kind\": \"DELETED\"}"));
        Editor.succeeded(Editor.step("treatments/" + own, "remove", WITHDRAWN.formatted("treatments/" + own + 2)));
        Editor.released(caveat, caveat + 2, "treatments/" + own, "treatments/" + own + 2);
        var changes = Changes.since(token);
        assertThat(Changes.told(changes))
                .containsExactly(
                        "upsert caveat/" + own + 2,
                        "upsert treatment/" + own + 2,
                        "withdraw treatment/" + own,
                        "delete caveat/" + own);
        var withdrawn = changes.get(2);
        assertThat(withdrawn.path("reason").asText()).isEqualTo("Wrong.");
        assertThat(withdrawn.path("urgency").asText()).isEqualTo("IMMEDIATE");
        assertThat(withdrawn.at("/replacement/id")).isEqualTo(changes.get(1).path("id"));
        assertThat(withdrawn.has("body")).isFalse();
    }

    @Test
    void severalReleasesBecomeOneChange() {
        var token = Changes.now();
        Editor.created(condition, Editor.condition(own, "Condition"));
        Editor.released(condition);
        Editor.patched(condition, "{\"name\": \"Second\"}");
        long second = Editor.released(condition);
        var change = Changes.since(token).get(0);
        assertThat(Changes.since(token)).hasSize(1);
        assertThat(change.at("/body/name").asText()).isEqualTo("Second");
        assertThat(change.path("release").asLong()).isEqualTo(second);
        assertThat(Changes.since(Changes.now())).isEmpty();
    }

    @Test
    void aPassDescribesOneReleaseWhateverIsPublishedMeanwhile() {
        var token = Changes.now();
        Editor.created(condition + 1, Editor.condition(own, "First"));
        Editor.created(condition + 2, Editor.condition(own, "Second"));
        long release = Editor.released(condition + 1, condition + 2);
        var page = Changes.page("?limit=1&token=" + token);
        var given = Changes.list(page).get(0).path("slug").asText();
        var other = given.endsWith("1") ? own + 2 : own + 1;
        Editor.patched("conditions/" + other, "{\"name\": \"Changed\"}");
        Editor.released("conditions/" + other);
        var rest = Changes.page("?token=" + page.path("next").asText());
        assertThat(rest.path("release").asLong()).isEqualTo(release);
        assertThat(rest.path("digest").asText()).isEqualTo(page.path("digest").asText());
        assertThat(Changes.list(rest)).singleElement().satisfies(change -> assertThat(
                        change.at("/body/name").asText())
                .isNotEqualTo("Changed"));
        assertThat(Changes.told(Changes.since(rest.path("next").asText())))
                .containsExactly("upsert condition/" + other);
    }

    @Test
    void aTypeComesWithItsCaveatsAndItsRemovals() {
        var page = Changes.page("?type=treatment&limit=1000");
        assertThat(Changes.list(page))
                .extracting(change -> change.path("type").asText())
                .containsOnly("caveat", "treatment")
                .contains("caveat", "treatment");
        Editor.created("caveats/" + own, Editor.caveat(own, "Mind this"));
        Editor.created("treatments/" + own, Editor.treatment(own, "Treatment", own));
        Editor.created(condition, Editor.condition(own, "Condition"));
        Editor.released("caveats/" + own, "treatments/" + own, condition);
        var delta = Changes.page("?token=" + page.path("next").asText());
        assertThat(Changes.told(Changes.list(delta)))
                .containsExactly("upsert caveat/" + own, "upsert treatment/" + own);
        Editor.removed("treatments/" + own, "{\"kind\": \"DELETED\"}");
        var removal = Changes.page("?type=treatment&token=" + delta.path("next").asText());
        assertThat(Changes.told(Changes.list(removal))).containsExactly("delete treatment/" + own);
    }

    @Test
    void aBucketIsWhatTheDigestSaysOfIt() {
        Editor.created(condition, Editor.condition(own, "Condition"));
        Editor.released(condition);
        var id = Api.json("/v1/" + condition).path("id").asText();
        var bucket = CanonicalJson.sha256("condition/" + id).substring(0, 2);
        var page = Changes.page("?limit=1000&bucket=" + bucket);
        assertThat(Changes.list(page)).isNotEmpty().allSatisfy(change -> assertThat(CanonicalJson.sha256(
                        change.path("type").asText() + '/' + change.path("id").asText()))
                .startsWith(bucket));
        assertThat(Changes.told(Changes.list(page))).contains("upsert condition/" + own);
        var lines = Changes.list(page).stream()
                .map(change -> "%s/%s/%s\n"
                        .formatted(
                                change.path("type").asText(),
                                change.path("id").asText(),
                                change.path("sha256").asText()))
                .sorted()
                .toList();
        var digest = Api.tree(Api.as(Changes.partner())
                .get("/v1/digest?release=" + page.path("release").asText()));
        assertThat(digest.path("buckets").path(Integer.parseInt(bucket, 16)).asText())
                .isEqualTo(CanonicalJson.sha256(String.join("", lines)));
        assertThat(digest.path("digest").asText()).isEqualTo(page.path("digest").asText());
    }

    @ParameterizedTest
    @CsvSource({
        "type=unknown,            type",
        "type=,                   type",
        "bucket=3F,               bucket",
        "bucket=100,              bucket",
        "bucket=00&bucket=01,     bucket",
        "limit=0,                 limit",
        "limit=1001,              limit",
        "since=1,                 since",
        "token=,                  token",
    })
    void faultsAreNamed(String query, String parameter) {
        var problem = Api.problem(Api.as(Changes.partner()).get("/v1/changes?" + query), 400, "invalid-parameter");
        assertThat(problem.path("errors").findValuesAsText("parameter")).containsExactly(parameter);
    }

    @Test
    void aTokenOfAnotherPartIsRefused() {
        var token = Changes.page("?type=treatment&limit=1").path("next").asText();
        for (String other : List.of("type=condition", "type=treatment&type=condition", "bucket=00")) {
            Api.problem(
                    Api.as(Changes.partner()).get("/v1/changes?%s&token=%s".formatted(other, token)),
                    400,
                    "invalid-sync-token");
        }
        Api.problem(Api.as(Changes.partner()).get("/v1/changes?token=abc"), 400, "invalid-sync-token");
    }

    @Test
    void theDigestOfAReleaseThatIsNotThereIsNotFound() {
        Api.problem(Api.as(Changes.partner()).get("/v1/digest?release=999999999"), 404, "not-found");
        Api.problem(Api.as(Changes.partner()).get("/v1/digest?release=-1"), 400, "invalid-parameter");
        Api.problem(Api.as(Keys.with(Scope.CONTENT_READ)).get("/v1/digest"), 403, "forbidden");
    }
}
