package org.cliniccontent.workingcopy;

import java.util.List;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.Bundles;
import org.cliniccontent.testing.Editor;
import org.cliniccontent.testing.ServiceTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Working copies are discarded, restored and renamed without harm to others. */
@ServiceTest
class DraftBackTest {

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
    void whatWasNeverPublishedIsGoneWhenItIsDiscarded() {
        created();
        assertThat(Editor.discard(path).statusCode()).isEqualTo(204);
        Api.problem(Editor.get(path), 404, "not-found");
        created();
        assertThat(Editor.draft(path).path("version").asLong()).isEqualTo(1);
    }

    @Test
    void whatWasPublishedIsBackWhenItIsDiscarded() {
        created();
        Editor.released("documents/" + own, path);
        var released = Editor.read(path);
        Editor.patched(path, "{\"name\": \"Second\", \"aliases\": [\"x\"]}");
        assertThat(Editor.discard(path).statusCode()).isEqualTo(204);
        var after = Editor.read(path);
        assertThat(after.path("content")).isEqualTo(released.path("content"));
        assertThat(after.path("draft").path("state").asText()).isEqualTo("RELEASED");
        assertThat(after.path("draft").path("sha256"))
                .isEqualTo(released.path("published").path("sha256"));
    }

    @Test
    void whatWasPublishedIsBackAlthoughItsDocumentIsBeingRewritten() {
        created();
        Editor.released("documents/" + own, path);
        Editor.patched(path, "{\"name\": \"Second\"}");
        Editor.succeeded(Editor.put("documents/" + own, Editor.document("New", "Something else altogether.")));
        assertThat(Editor.discard(path).statusCode()).isEqualTo(204);
        assertThat(Editor.state(path)).isEqualTo("RELEASED");
    }

    @Test
    void whatOthersPointToIsNotDiscarded() {
        Editor.created("caveats/" + own, Editor.caveat(own, "Mind this"));
        Editor.created("treatments/" + own, Editor.treatment(own, "Treatment", own));
        var problem = Api.problem(Editor.discard("caveats/" + own), 409, "conflict");
        assertThat(problem.path("detail").asText()).contains("treatment/" + own);
        var document = Api.problem(Editor.discard("documents/" + own), 409, "conflict");
        assertThat(document.path("detail").asText()).contains("treatment/" + own, "caveat/" + own);
        assertThat(Editor.discard("treatments/" + own).statusCode()).isEqualTo(204);
        assertThat(Editor.discard("caveats/" + own).statusCode()).isEqualTo(204);
        assertThat(Editor.discard("documents/" + own).statusCode()).isEqualTo(204);
    }

    @Test
    void theReplacementOfWhatIsToBeRemovedIsNotDiscarded() {
        created();
        Editor.released("documents/" + own, path);
        Editor.created(path + "-new", Editor.condition(own, "New"));
        Editor.succeeded(Editor.step(
                path, "remove", "{\"kind\": \"DELETED\", \"replacement\": \"conditions/%s-new\"}".formatted(own)));
        Api.problem(Editor.discard(path + "-new"), 409, "conflict");
    }

    @Test
    void aSlugIsChangedAtOnceForEditorsAndWithTheReleaseForReaders() {
        created();
        Editor.released("documents/" + own, path);
        var id = Editor.draft(path).path("id");
        Editor.succeeded(Editor.step(path, "rename", "{\"slug\": \"%s-new\"}".formatted(own)));
        Api.problem(Editor.get(path), 404, "not-found");
        assertThat(Editor.draft(path + "-new").path("id")).isEqualTo(id);
        assertThat(Editor.read(path + "-new").path("published").path("slug").asText())
                .isEqualTo(own);
        assertThat(Api.json("/v1/conditions/" + own).path("slug").asText()).isEqualTo(own);
        Editor.released(path + "-new");
        var moved = Api.get("/v1/conditions/" + own);
        assertThat(moved.statusCode()).isEqualTo(308);
        assertThat(moved.header("Location")).isEqualTo("/v1/conditions/" + own + "-new");
    }

    @Test
    void aSlugThatIsTakenIsNotGivenAgain() {
        created();
        Editor.created(path + "-other", Editor.condition(own, "Other"));
        var before = Editor.get(path + "-other").asString();
        Api.problem(Editor.step(path, "rename", "{\"slug\": \"%s-other\"}".formatted(own)), 409, "conflict");
        assertThat(Editor.get(path + "-other").asString()).isEqualTo(before);
        var same = Editor.get(path).asString();
        Editor.succeeded(Editor.step(path, "rename", "{\"slug\": \"%s\"}".formatted(own)));
        assertThat(Editor.get(path).asString())
                .as("its own slug changes nothing")
                .isEqualTo(same);
        for (String slug : List.of("", "Capital", "two--hyphens", "-x", "x-", "a b", "ä", "x\\n", "a".repeat(101))) {
            var problem =
                    Api.problem(Editor.step(path, "rename", "{\"slug\": \"%s\"}".formatted(slug)), 400, "invalid-body");
            assertThat(Editor.pointers(problem)).contains("/slug");
        }
    }

    @Test
    void whatIsDiscardedDoesNotTakeItsSlugBackFromAnother() {
        created();
        Editor.released("documents/" + own, path);
        Editor.succeeded(Editor.step(path, "rename", "{\"slug\": \"%s-new\"}".formatted(own)));
        Editor.created(path, Editor.condition(own, "Another"));
        var another = Editor.get(path).asString();
        Api.problem(Editor.discard(path + "-new"), 409, "conflict");
        assertThat(Editor.get(path).asString()).isEqualTo(another);
        assertThat(Editor.discard(path).statusCode()).isEqualTo(204);
        assertThat(Editor.discard(path + "-new").statusCode()).isEqualTo(204);
        assertThat(Editor.state(path)).isEqualTo("RELEASED");
    }

    @Test
    void anEarlierReleaseIsRestoredIntoTheWorkingCopy() {
        created();
        long first = Editor.released("documents/" + own, path);
        Editor.patched(path, "{\"name\": \"Second\", \"aliases\": [\"x\"]}");
        Editor.released(path);
        Editor.succeeded(Editor.step(path, "restore", "{\"release\": %d}".formatted(first)));
        assertThat(Editor.draft(path).path("name").asText()).isEqualTo("First");
        assertThat(Editor.state(path)).isEqualTo("DRAFT");
        Editor.released(path);
        assertThat(Api.json("/v1/conditions/" + own).path("aliases")).isEmpty();
        for (String release : List.of(Long.toString(first - 1), "9007199254740991")) {
            Api.problem(Editor.step(path, "restore", "{\"release\": %s}".formatted(release)), 404, "not-found");
        }
        for (String release : List.of("0", "-1", "1.5", "\"1\"", "null", "9007199254740992")) {
            Api.problem(Editor.step(path, "restore", "{\"release\": %s}".formatted(release)), 400, "invalid-body");
        }
    }
}
