package org.cliniccontent.publishing;

import java.util.List;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.Bundles;
import org.cliniccontent.testing.Editor;
import org.cliniccontent.testing.ServiceTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** A reversal restores the previous content for readers and editors. */
@ServiceTest
class ReversalTest {

    private String own;
    private String document;

    @BeforeEach
    void aPublishedDocument() {
        own = Bundles.unique();
        document = "documents/" + own;
        Editor.created(document, Editor.document("Document"));
        Editor.released(document);
    }

    private String condition(String suffix) {
        var path = "conditions/" + own + suffix;
        Editor.created(path, Editor.condition(own, "First" + suffix));
        return path;
    }

    private static long reverted(long release) {
        var response = Editor.revert(release, "");
        assertThat(response.statusCode()).as(response.asString()).isEqualTo(201);
        assertThat(response.header("Location"))
                .isEqualTo("/v1/releases/" + Api.tree(response).path("number"));
        return Api.tree(response).path("number").asLong();
    }

    private static String sha(String path) {
        return Api.json("/v1/" + path).path("sha256").asText();
    }

    @Test
    void whatWasChangedAddedRemovedAndRenamedIsAsItWas() {
        var changed = condition("-changed");
        var removed = condition("-removed");
        var renamed = condition("-renamed");
        Editor.released(changed, removed, renamed);
        var before = List.of(sha(changed), sha(removed), sha(renamed));
        Editor.patched(changed, "{\"name\": \"Second\"}");
        Editor.succeeded(Editor.step(
                removed, "remove", "{\"kind\": \"WITHDRAWN\", \"reason\": \"Wrong.\", \"urgency\": \"URGENT\"}"));
        Editor.succeeded(Editor.step(renamed, "rename", "{\"slug\": \"%s-new\"}".formatted(own)));
        var added = condition("-added");
        long release = Editor.released(changed, removed, "conditions/%s-new".formatted(own), added);
        assertThat(Api.get("/v1/" + removed).statusCode()).isEqualTo(410);

        long undone = reverted(release);
        assertThat(List.of(sha(changed), sha(removed), sha(renamed))).isEqualTo(before);
        assertThat(Api.get("/v1/" + added).statusCode()).isEqualTo(410);
        assertThat(Api.get("/v1/conditions/%s-new".formatted(own)).header("Location"))
                .isEqualTo("/v1/" + renamed);
        for (String path : List.of(changed, removed, renamed)) {
            var draft = Editor.read(path);
            assertThat(draft.path("draft").path("state").asText()).isEqualTo("RELEASED");
            assertThat(draft.path("draft").path("sha256"))
                    .isEqualTo(draft.path("published").path("sha256"));
        }
        assertThat(Api.json("/v1/releases/" + undone).path("changes")).hasSize(4);

        reverted(undone);
        assertThat(Api.json("/v1/" + changed).path("name").asText()).isEqualTo("Second");
        assertThat(Api.json("/v1/" + added).path("name").asText()).isEqualTo("First-added");
        var tombstone = Api.tree(Api.get("/v1/" + removed)).path("tombstone");
        assertThat(tombstone.path("kind").asText()).isEqualTo("WITHDRAWN");
        assertThat(tombstone.path("reason").asText()).isEqualTo("Wrong.");
        assertThat(tombstone.path("urgency").asText()).isEqualTo("URGENT");
        assertThat(Api.get("/v1/" + renamed).statusCode()).isEqualTo(308);
    }

    @Test
    void whatWasChangedSinceIsNamed() {
        var path = condition("");
        long release = Editor.released(path);
        Editor.patched(path, "{\"name\": \"Second\"}");
        Editor.released(path);
        var problem = Api.problem(Editor.revert(release, ""), 409, "conflict");
        assertThat(Editor.pointers(problem)).containsExactly('/' + path);
        Api.problem(Editor.revert(release, ", \"dryRun\": true"), 409, "conflict");
        assertThat(Api.json("/v1/" + path).path("name").asText()).isEqualTo("Second");
    }

    @Test
    void whatWasAddedAndIsPointedToByNowStays() {
        var caveat = "caveats/" + own;
        Editor.created(caveat, Editor.caveat(own, "Mind this"));
        long release = Editor.released(caveat);
        Editor.created("treatments/" + own, Editor.treatment(own, "Treatment", own));
        Editor.released("treatments/" + own);
        var problem = Api.problem(Editor.revert(release, ""), 422, "not-publishable");
        assertThat(Editor.pointers(problem)).containsExactly('/' + caveat);
        var plan = Api.tree(Editor.succeeded(Editor.revert(release, ", \"dryRun\": true")));
        assertThat(plan.path("faults").findValuesAsText("pointer")).containsExactly('/' + caveat);
    }

    @Test
    void whatIsBeingEditedStaysAsItIs() {
        var path = condition("");
        Editor.released(path);
        Editor.patched(path, "{\"name\": \"Second\"}");
        long release = Editor.released(path);
        Editor.patched(path, "{\"name\": \"Third\"}");
        Editor.succeeded(Editor.put(document, Editor.document("New", "Something else altogether.")));
        reverted(release);
        assertThat(Api.json("/v1/" + path).path("name").asText()).isEqualTo("First");
        assertThat(Editor.draft(path).path("name").asText()).isEqualTo("Third");
        assertThat(Editor.state(path)).isEqualTo("DRAFT");
    }

    @Test
    void aDocumentThatIsBeingRewrittenDoesNotStandAgainstIt() {
        var path = condition("");
        Editor.released(path);
        Editor.patched(path, "{\"name\": \"Second\"}");
        long release = Editor.released(path);
        Editor.succeeded(Editor.put(document, Editor.document("New", "Something else altogether.")));
        reverted(release);
        assertThat(Api.json("/v1/" + path).path("name").asText()).isEqualTo("First");
        assertThat(Editor.state(path)).isEqualTo("RELEASED");
    }

    @Test
    void aSlugThatAnotherWorkingCopyHasByNowIsNotTakenFromIt() {
        var path = condition("");
        Editor.released(path);
        Editor.succeeded(Editor.step(path, "rename", "{\"slug\": \"%s-new\"}".formatted(own)));
        long release = Editor.released(path + "-new");
        Editor.created(path, Editor.condition(own, "Another"));
        var another = Editor.get(path).asString();
        Api.problem(Editor.revert(release, ""), 409, "conflict");
        assertThat(Editor.get(path).asString()).isEqualTo(another);
        assertThat(Editor.discard(path).statusCode()).isEqualTo(204);
        reverted(release);
        assertThat(Api.json("/v1/" + path).path("name").asText()).isEqualTo("First");
    }

    @Test
    void aDocumentGetsItsSourceBack() {
        var sha = Api.json("/v1/" + document).path("sourceSha256").asText();
        Editor.succeeded(Editor.put(document, Editor.document("New", "Something else altogether.")));
        reverted(Editor.released(document));
        assertThat(Api.json("/v1/" + document).path("sourceSha256").asText()).isEqualTo(sha);
        assertThat(Api.get("/v1/" + document + "/source").asString()).isEqualTo(Bundles.SOURCE);
        assertThat(Editor.read(document).path("content").path("source").asText())
                .isEqualTo(Bundles.SOURCE);
    }

    @Test
    void whatIsNoReleaseIsNotReverted() {
        for (String number : List.of("999999999", "999999999999999999")) {
            Api.problem(Editor.revert(Long.parseLong(number), ""), 404, "not-found");
        }
        for (String number : List.of("0", "x", "-1", "01", "9999999999999999999")) {
            var request = Editor.as(Editor.publisher()).contentType(Editor.JSON).body("{\"message\": \"m\"}");
            Api.problem(request.post("/v1/releases/%s/revert".formatted(number)), 404, "not-found");
        }
        var request = Editor.as(Editor.publisher()).contentType(Editor.JSON).body("{}");
        Api.problem(request.post("/v1/releases/1/revert"), 400, "invalid-body");
    }

    @Test
    void aDryRunTellsAndDoesNothing() {
        var path = condition("");
        long release = Editor.released(path);
        var before = Editor.get(path).asString();
        var plan = Api.tree(Editor.succeeded(Editor.revert(release, ", \"dryRun\": true")));
        assertThat(plan.path("faults")).isEmpty();
        assertThat(plan.path("changes").findValuesAsText("kind")).containsExactly("DELETED");
        assertThat(Editor.get(path).asString()).isEqualTo(before);
        assertThat(Api.get("/v1/" + path).statusCode()).isEqualTo(200);
    }
}
