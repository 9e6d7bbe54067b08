package org.cliniccontent.workingcopy;

import java.util.List;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.Bundles;
import org.cliniccontent.testing.Editor;
import org.cliniccontent.testing.ServiceTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Working copies over HTTP: created, replaced and patched, only by who has seen what is there. */
@ServiceTest
class DraftEndpointsTest {

    private String own;
    private String path;

    @BeforeEach
    void aDocumentAndACondition() {
        own = Bundles.unique();
        path = "conditions/" + own;
        Editor.created("documents/" + own, Editor.document("Document " + own));
    }

    private void created() {
        Editor.created(path, Editor.condition(own, "First"));
    }

    @Test
    void aWorkingCopyIsCreatedOnce() {
        var response = Editor.create(path, Editor.condition(own, "First"));
        assertThat(response.statusCode()).as(response.asString()).isEqualTo(201);
        assertThat(response.header("ETag")).isEqualTo(Editor.tag(path));
        assertThat(response.header("Cache-Control")).isEqualTo("no-store");
        var whole = Api.tree(response);
        assertThat(whole.path("draft").path("state").asText()).isEqualTo("DRAFT");
        assertThat(whole.path("draft").path("version").asLong()).isEqualTo(1);
        assertThat(whole.path("draft").path("slug").asText()).isEqualTo(own);
        assertThat(whole.path("authors")).hasSize(1);
        assertThat(whole.has("published")).isFalse();
        Api.problem(Editor.create(path, Editor.condition(own, "Second")), 412, "precondition-failed");
        assertThat(Editor.draft(path).path("name").asText()).isEqualTo("First");
        Api.problem("/v1/conditions/" + own, 404, "not-found");
    }

    @Test
    void whatIsChangedMustHaveBeenSeen() {
        created();
        var stale = Editor.tag(path);
        Editor.patched(path, "{\"name\": \"Second\"}");
        var body = Editor.condition(own, "Third").toString();
        var writer = Editor.as(Editor.editor()).contentType(Editor.JSON).body(body);
        Api.problem(writer.put("/v1/drafts/" + path), 428, "precondition-required");
        for (String tag : List.of(
                stale,
                "W/" + Editor.tag(path),
                "\"\"",
                "no tag",
                Editor.tag(path).replace("\"", ""))) {
            var request = Editor.as(Editor.editor())
                    .header("If-Match", tag)
                    .contentType(Editor.JSON)
                    .body(body);
            Api.problem(request.put("/v1/drafts/" + path), 412, "precondition-failed");
        }
        assertThat(Editor.draft(path).path("name").asText()).isEqualTo("Second");
        var any = Editor.as(Editor.editor())
                .header("If-Match", "\"other\", " + Editor.tag(path))
                .contentType(Editor.JSON)
                .body(body);
        Editor.succeeded(any.put("/v1/drafts/" + path));
    }

    @Test
    void whatIsNotThereIsNotReplaced() {
        var body = Editor.condition(own, "First").toString();
        for (String tag : List.of("*", "\"1-1\"")) {
            var request = Editor.as(Editor.editor())
                    .header("If-Match", tag)
                    .contentType(Editor.JSON)
                    .body(body);
            Api.problem(request.put("/v1/drafts/" + path), 412, "precondition-failed");
        }
        var request = Editor.as(Editor.editor()).contentType(Editor.JSON).body(body);
        Api.problem(request.put("/v1/drafts/" + path), 428, "precondition-required");
        Api.problem(Editor.get(path), 404, "not-found");
    }

    @ParameterizedTest
    @CsvSource({
        "PATCH, '', application/merge-patch+json; charset=utf-8",
        "DELETE, '', ''",
        "POST, /submit, ''",
        "POST, /approve, application/json",
        "POST, /reject, application/json",
        "POST, /remove, application/json",
        "POST, /rename, application/json",
        "POST, /restore, application/json"
    })
    void everyStepIsConditional(String method, String step, String contentType) {
        created();
        var body =
                switch (step) {
                    case "/approve" -> "{\"sha256\": \"" + "0".repeat(64) + "\"}";
                    case "/reject" -> "{\"comment\": \"No.\"}";
                    case "/remove" -> "{\"kind\": \"DELETED\"}";
                    case "/rename" -> "{\"slug\": \"%s-new\"}".formatted(own);
                    case "/restore" -> "{\"release\": 1}";
                    default -> "{}";
                };
        var key = step.equals("/approve") || step.equals("/reject") ? Editor.reviewer() : Editor.editor();
        var before = Editor.get(path).asString();
        for (boolean stale : new boolean[] {false, true}) {
            var request = Editor.as(key);
            if (!contentType.isEmpty()) {
                request.contentType(contentType).body(body);
            }
            if (stale) {
                request.header("If-Match", "\"stale-0\"");
            }
            Api.problem(
                    request.request(method, "/v1/drafts/" + path + step),
                    stale ? 412 : 428,
                    stale ? "precondition-failed" : "precondition-required");
        }
        assertThat(Editor.get(path).asString()).isEqualTo(before);
        var none = Editor.as(key).header("If-Match", "*");
        if (!contentType.isEmpty()) {
            none.contentType(contentType).body(body);
        }
        Api.problem(none.request(method, "/v1/drafts/conditions/no-" + own + step), 404, "not-found");
    }

    @Test
    void theSameContentChangesNothing() {
        created();
        Editor.approved(path);
        var before = Editor.get(path).asString();
        Editor.succeeded(Editor.put(path, Editor.condition(own, "First")));
        Editor.patched(path, "{}");
        Editor.patched(path, "{\"name\": \"First\", \"aliases\": null, \"codes\": []}");
        assertThat(Editor.get(path).asString()).isEqualTo(before);
        Editor.patched(path, "{\"name\": \"Second\"}");
        var after = Editor.read(path);
        assertThat(after.path("draft").path("state").asText()).isEqualTo("DRAFT");
        assertThat(after.path("draft").has("review")).as("the approval fell").isFalse();
    }

    @Test
    void whatBecomesWhatIsPublishedHasNothingToRelease() {
        created();
        Editor.released("documents/" + own, path);
        Editor.patched(path, "{\"name\": \"Second\"}");
        assertThat(Editor.state(path)).isEqualTo("DRAFT");
        Editor.patched(path, "{\"name\": \"First\"}");
        assertThat(Editor.state(path)).isEqualTo("RELEASED");
        assertThat(Editor.read(path).path("authors")).isEmpty();
    }

    @Test
    void aMergePatchReplacesMembersAndListsAndRemovesWithNull() {
        Editor.created(
                path,
                Editor.condition(own, "First")
                        .<com.fasterxml.jackson.databind.node.ObjectNode>setAll(
                                (com.fasterxml.jackson.databind.node.ObjectNode) Api.parse("""
                                        {"aliases": ["a", "b"], "symptoms": ["c"],
                                         "review": {"lastReviewed": "2026-01", "nextDue": "2026-07"}}
                                        """)));
        Editor.patched(
                path, "{\"aliases\": [\"b\", \"d\"], \"symptoms\": null, \"review\": {\"nextDue\": \"2026-08\"}}");
        var content = Editor.read(path).path("content");
        assertThat(content.path("aliases")).isEqualTo(Api.parse("[\"b\", \"d\"]"));
        assertThat(content.path("symptoms")).isEmpty();
        assertThat(content.path("review"))
                .isEqualTo(Api.parse("{\"lastReviewed\": \"2026-01\", \"nextDue\": \"2026-08\"}"));
        assertThat(content.path("name").asText()).isEqualTo("First");
        Editor.patched(path, "{\"review\": null}");
        assertThat(Editor.read(path).path("content").has("review")).isFalse();
    }

    @Test
    void aMergePatchMustLeadToContentThatIsValid() {
        created();
        var before = Editor.get(path).asString();
        for (var patch : List.of(
                List.of("{\"cure\": \"yes\"}", "/cure"),
                List.of("{\"name\": null}", "/name"),
                List.of("{\"id\": \"00000000-0000-7000-8000-000000000000\"}", "/id"),
                List.of("{\"slug\": \"other\"}", "/slug"),
                List.of("{\"sha256\": \"x\"}", "/sha256"),
                List.of("[]", ""),
                List.of("null", ""),
                List.of("\"text\"", ""),
                List.of("{\"caveats\": [\"none\"]}", "/caveats/0"))) {
            var problem = Api.problem(Editor.patch(path, patch.get(0)), 400, "invalid-body");
            assertThat(Editor.pointers(problem)).as(patch.get(0)).contains(patch.get(1));
        }
        assertThat(Editor.get(path).asString()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cures", "mscSources", "condition", "Conditions", "%63onditions"})
    void anUnknownCollectionIsNotFound(String collection) {
        var problem = Api.problem(Editor.get(collection + '/' + own), 404, "not-found");
        assertThat(problem.path("detail").asText()).isNotBlank();
        Api.problem(Editor.create(collection + '/' + own, Editor.condition(own, "X")), 404, "not-found");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Capital", "a--b", "-a", "a-", "a_b", "a.b", "%C3%A4", "a%20b"})
    void aSlugThatIsNoneIsRefused(String slug) {
        Api.problem(Editor.create("conditions/" + slug, Editor.condition(own, "X")), 400, "invalid-parameter");
        Api.problem(Editor.get("conditions/" + slug), 404, "not-found");
    }

    @Test
    void aSlugMayBeTheNameOfAMember() {
        for (String slug : List.of("quote", "issued", "passages")) {
            var target = "conditions/" + slug;
            Editor.created(target, Editor.condition(own, "Named " + slug));
            Editor.succeeded(Editor.put(target, Editor.read(target).path("content")));
            assertThat(Editor.discard(target).statusCode()).isEqualTo(204);
        }
    }

    @Test
    void unknownParametersAreRefused() {
        created();
        Api.problem(Editor.get(path + "?release=1"), 400, "invalid-parameter");
        Api.problem(Editor.create(path + "-2?force=true", Editor.condition(own, "X")), 400, "invalid-parameter");
    }

    @Test
    void aPatchIsNoPlainJson() {
        Editor.created(path, Editor.condition(own, "First"));
        var response = Editor.as(Editor.editor())
                .header("If-Match", Editor.tag(path))
                .contentType(Editor.JSON)
                .body("{}")
                .patch("/v1/drafts/" + path);
        Api.problem(response, 415, "unsupported-media-type");
    }
}
