package org.cliniccontent.publishing;

import java.util.List;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.Bundles;
import org.cliniccontent.testing.Editor;
import org.cliniccontent.testing.ServiceTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** A removed entity leaves a tombstone, is not pointed to, and may come back. */
@ServiceTest
class RemovalTest {

    private static final String DELETED = "{\"kind\": \"DELETED\"}";
    private static final String WITHDRAWN =
            "{\"kind\": \"WITHDRAWN\", \"reason\": \"Wrong.\", \"urgency\": \"URGENT\"}";

    private String own;
    private String path;

    @BeforeEach
    void aPublishedCaveat() {
        own = Bundles.unique();
        path = "caveats/" + own;
        Editor.created("documents/" + own, Editor.document("Document"));
        Editor.created(path, Editor.caveat(own, "Mind this"));
        Editor.released("documents/" + own, path);
    }

    @Test
    void whatIsWithdrawnLeavesItsReasonAndItsHistory() {
        Editor.created(path + "-2", Editor.caveat(own, "Mind that"));
        Editor.released(path + "-2");
        var planned = Api.tree(Editor.succeeded(Editor.step(
                path, "remove", WITHDRAWN.replace("}", ", \"replacement\": \"caveats/%s-2\"}".formatted(own)))));
        assertThat(planned.path("draft")
                        .path("removal")
                        .path("tombstone")
                        .path("state")
                        .asText())
                .isEqualTo("WITHDRAWN");
        assertThat(Api.get("/v1/" + path).statusCode()).isEqualTo(200);
        Editor.released(path);
        var tombstone = Api.problem("/v1/" + path, 410, "gone").path("tombstone");
        assertThat(tombstone.path("kind").asText()).isEqualTo("WITHDRAWN");
        assertThat(tombstone.path("reason").asText()).isEqualTo("Wrong.");
        assertThat(tombstone.path("replacement").path("slug").asText()).isEqualTo(own + "-2");
        assertThat(Api.json("/v1/" + path + "/history").path("items").findValuesAsText("kind"))
                .contains("WITHDRAWN");
        assertThat(Editor.state(path)).isEqualTo("RELEASED");
        assertThat(Editor.read(path).path("published").path("state").asText()).isEqualTo("WITHDRAWN");
    }

    @Test
    void aPreviewOfARemovalIsItsTombstone() {
        Editor.succeeded(Editor.step(path, "remove", WITHDRAWN));
        var preview = Api.problem(Editor.get(path + "/preview"), 410, "gone").path("tombstone");
        assertThat(preview.path("reason").asText()).isEqualTo("Wrong.");
        assertThat(preview.path("urgency").asText()).isEqualTo("URGENT");
    }

    @Test
    void whatWasRemovedComesBackWhenItIsEdited() {
        Editor.removed(path, DELETED);
        Editor.succeeded(Editor.put(path, Editor.read(path).path("content")));
        assertThat(Editor.state(path)).as("also with the content that it had").isEqualTo("DRAFT");
        Editor.released(path);
        assertThat(Api.get("/v1/" + path).statusCode()).isEqualTo(200);
        Editor.removed(path, WITHDRAWN);
        Editor.patched(path, "{\"title\": \"Changed\"}");
        Editor.released(path);
        assertThat(Api.json("/v1/" + path).path("title").asText()).isEqualTo("Changed");
    }

    @Test
    void aPlannedRemovalIsGivenUp() {
        var before = Editor.read(path).path("content");
        Editor.succeeded(Editor.step(path, "remove", DELETED));
        assertThat(Editor.discard(path).statusCode()).isEqualTo(204);
        assertThat(Editor.state(path)).isEqualTo("RELEASED");
        assertThat(Editor.draft(path).has("removal")).isFalse();
        Editor.succeeded(Editor.step(path, "remove", DELETED));
        Editor.succeeded(Editor.put(path, before));
        assertThat(Editor.state(path)).isEqualTo("RELEASED");
        assertThat(Editor.draft(path).has("removal")).isFalse();
    }

    @Test
    void discardingWhatIsRemovedLeavesItRemoved() {
        Editor.removed(path, DELETED);
        Editor.patched(path, "{\"title\": \"Changed\"}");
        assertThat(Editor.discard(path).statusCode()).isEqualTo(204);
        assertThat(Editor.state(path)).isEqualTo("RELEASED");
        assertThat(Editor.draft(path).path("name").asText()).isEqualTo("Mind this");
        Api.problem("/v1/" + path, 410, "gone");
    }

    @Test
    void whatIsPointedToIsRemovedTogetherWithItsPointersOnly() {
        var treatment = "treatments/" + own;
        Editor.created(treatment, Editor.treatment(own, "Treatment", own));
        Editor.released(treatment);
        Editor.succeeded(Editor.step(path, "remove", DELETED));
        Editor.approved(path);
        var problem = Api.problem(Editor.release(List.of(path), ""), 422, "not-publishable");
        assertThat(Editor.pointers(problem)).containsExactly('/' + path);
        assertThat(problem.path("errors").path(0).path("detail").asText()).contains(treatment);
        assertThat(Editor.plan(path).path("faults")).isEqualTo(problem.path("errors"));
        var plan = Editor.read(path).path("faults");
        assertThat(plan.findValuesAsText("pointer")).containsExactly("");
        Editor.succeeded(Editor.step(treatment, "remove", WITHDRAWN));
        Editor.approved(treatment);
        assertThat(Editor.release(List.of(path, treatment), "").statusCode()).isEqualTo(201);
        Api.problem("/v1/" + treatment, 410, "gone");
    }

    @Test
    void theSlugOfWhatIsRemovedIsNotReusedByAccident() {
        Editor.removed(path, DELETED);
        Api.problem(Editor.create(path, Editor.caveat(own, "New")), 412, "precondition-failed");
        Editor.succeeded(Editor.step(path, "rename", "{\"slug\": \"%s-old\"}".formatted(own)));
        Editor.created(path, Editor.caveat(own, "New"));
        Editor.approved(path);
        var problem = Api.problem(Editor.release(List.of(path), ""), 422, "not-publishable");
        assertThat(Editor.pointers(problem)).containsExactly('/' + path + "/slug");
        Api.problem("/v1/" + path, 410, "gone");
        assertThat(Editor.release(List.of(path), ", \"reuseSlugs\": [\"%s\"]".formatted(path))
                        .statusCode())
                .isEqualTo(201);
        assertThat(Api.json("/v1/" + path).path("title").asText()).isEqualTo("New");
    }

    @Test
    void whatIsNotPublishedIsNotRemoved() {
        Editor.created(path + "-2", Editor.caveat(own, "New"));
        Api.problem(Editor.step(path + "-2", "remove", DELETED), 409, "conflict");
        Editor.removed(path, DELETED);
        Api.problem(Editor.step(path, "remove", DELETED), 409, "conflict");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"kind\": \"GONE\"}",
                "{\"kind\": \"WITHDRAWN\"}",
                "{\"kind\": \"WITHDRAWN\", \"reason\": \"R.\"}",
                "{\"kind\": \"WITHDRAWN\", \"reason\": \" \", \"urgency\": \"URGENT\"}",
                "{\"kind\": \"DELETED\", \"urgency\": \"URGENT\"}",
                "{\"kind\": \"DELETED\", \"replacement\": \"caveats/none-of-them\"}",
                "{\"kind\": \"DELETED\", \"replacement\": \"$\"}",
                "{\"kind\": \"DELETED\", \"replacement\": \"none\"}",
                "{\"kind\": \"DELETED\", \"force\": true}"
            })
    void aRemovalSaysWhatReadersHaveToKnow(String removal) {
        Api.problem(Editor.step(path, "remove", removal.replace("$", path)), 400, "invalid-body");
        assertThat(Editor.state(path)).isEqualTo("RELEASED");
    }
}
