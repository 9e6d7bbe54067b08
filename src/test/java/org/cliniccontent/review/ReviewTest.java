package org.cliniccontent.review;

import java.util.List;
import org.cliniccontent.access.Scope;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.Bundles;
import org.cliniccontent.testing.Editor;
import org.cliniccontent.testing.Keys;
import org.cliniccontent.testing.ServiceTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Four eyes: released content was approved in this state, by someone else than its author. */
@ServiceTest
class ReviewTest {

    private String own;
    private String path;

    @BeforeEach
    void aReference() {
        own = Bundles.unique();
        path = "references/" + own;
        Editor.created(path, Editor.reference(own));
    }

    @Test
    void whoeverChangedItMayNotApproveIt() {
        var both = Keys.another(Scope.DRAFTS_WRITE, Scope.DRAFTS_REVIEW);
        var other = Keys.another(Scope.DRAFTS_WRITE, Scope.DRAFTS_REVIEW);
        Editor.succeeded(Editor.as(both)
                .header("If-Match", Editor.tag(path))
                .contentType(Editor.MERGE_PATCH)
                .body("{\"title\": \"Changed\"}")
                .patch("/v1/drafts/" + path));
        Editor.patched(path, "{\"volume\": \"1\"}");
        Editor.succeeded(Editor.submit(path));
        assertThat(Editor.read(path).path("authors")).hasSize(2);
        var refused = Api.problem(Editor.approve(both, path), 403, "forbidden");
        assertThat(refused.path("detail").asText()).contains("another reviewer");
        assertThat(Editor.state(path)).isEqualTo("IN_REVIEW");
        var approved = Api.tree(Editor.succeeded(Editor.approve(other, path)));
        assertThat(approved.path("draft").path("review").path("approved").asBoolean())
                .isTrue();
        assertThat(approved.path("authors")).hasSize(2);
    }

    @Test
    void aReviewerSaysWhatHasToBeChanged() {
        Editor.succeeded(Editor.submit(path));
        var rejected = Api.tree(
                Editor.succeeded(Editor.step(Editor.reviewer(), path, "reject", "{\"comment\": \"Too vague.\"}")));
        var review = rejected.path("draft").path("review");
        assertThat(rejected.path("draft").path("state").asText()).isEqualTo("DRAFT");
        assertThat(review.path("approved").asBoolean()).isFalse();
        assertThat(review.path("comment").asText()).isEqualTo("Too vague.");
        Editor.approved(path);
        Editor.succeeded(Editor.step(Editor.reviewer(), path, "reject", "{\"comment\": \"On second thoughts.\"}"));
        assertThat(Editor.state(path)).isEqualTo("DRAFT");
        Api.problem(Editor.release(List.of(path), ""), 422, "not-publishable");
    }

    @Test
    void stepsOutOfTurnAreRefused() {
        Api.problem(Editor.approve(Editor.reviewer(), path), 409, "conflict");
        Api.problem(Editor.step(Editor.reviewer(), path, "reject", "{\"comment\": \"No.\"}"), 409, "conflict");
        Editor.succeeded(Editor.submit(path));
        Api.problem(Editor.submit(path), 409, "conflict");
        Editor.succeeded(Editor.approve(Editor.reviewer(), path));
        Api.problem(Editor.approve(Editor.reviewer(), path), 409, "conflict");
        Editor.succeeded(Editor.release(List.of(path), ", \"dryRun\": true"));
        assertThat(Editor.release(List.of(path), "").statusCode()).isEqualTo(201);
        Api.problem(Editor.submit(path), 409, "conflict");
    }

    @Test
    void onlyWhatWasSeenIsApproved() {
        var seen = Editor.draft(path).path("sha256").asText();
        Editor.patched(path, "{\"title\": \"Another\"}");
        Editor.succeeded(Editor.submit(path));
        var stale = Editor.step(Editor.reviewer(), path, "approve", "{\"sha256\": \"%s\"}".formatted(seen));
        assertThat(Api.problem(stale, 409, "conflict").path("detail").asText())
                .contains(Editor.draft(path).path("sha256").asText());
        assertThat(Editor.state(path)).isEqualTo("IN_REVIEW");
    }

    @Test
    void anApprovalFallsWithWhateverChangesTheContent() {
        long first = Editor.released(path);
        Editor.patched(path, "{\"title\": \"Second\"}");
        Editor.released(path);
        for (Runnable change : List.<Runnable>of(
                () -> Editor.patched(path, "{\"title\": \"Fourth\"}"),
                () -> Editor.succeeded(Editor.step(path, "restore", "{\"release\": %d}".formatted(first))),
                () -> Editor.succeeded(Editor.step(path, "remove", "{\"kind\": \"DELETED\"}")))) {
            Editor.patched(path, "{\"title\": \"Third\"}");
            Editor.approved(path);
            change.run();
            var draft = Editor.draft(path);
            assertThat(draft.path("state").asText()).isEqualTo("DRAFT");
            assertThat(draft.has("review")).isFalse();
            Api.problem(Editor.release(List.of(path), ""), 422, "not-publishable");
        }
        Editor.patched(path, "{\"title\": \"Third\"}");
        Editor.approved(path);
        Editor.succeeded(Editor.step(path, "rename", "{\"slug\": \"%s-new\"}".formatted(own)));
        assertThat(Editor.state(path + "-new")).isEqualTo("DRAFT");
    }

    @Test
    void aKeyOfAnotherRequestIsRefusedAndARepetitionIsAnsweredAgain() {
        var tag = Editor.tag(path);
        var key = '"' + own + '"';
        var once = Editor.as(Editor.editor()).header("If-Match", tag).header("Idempotency-Key", key);
        var first = Editor.succeeded(once.post("/v1/drafts/" + path + "/submit"));
        var again = Editor.as(Editor.editor()).header("If-Match", tag).header("Idempotency-Key", key);
        assertThat(again.post("/v1/drafts/" + path + "/submit").asString()).isEqualTo(first.asString());
        var other = Editor.as(Editor.editor())
                .header("If-Match", "*")
                .header("Idempotency-Key", key)
                .contentType(Editor.JSON)
                .body("{\"slug\": \"%s-new\"}".formatted(own));
        Api.problem(other.post("/v1/drafts/" + path + "/rename"), 422, "idempotency-key-reused");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"sha256\": \"x\"}",
                "{\"sha256\": \"$\", \"approved\": true}",
                "{\"sha256\": \"$\", \"comment\": \" \"}",
                "[]",
                ""
            })
    void anApprovalSaysWhatIsApproved(String body) {
        Editor.succeeded(Editor.submit(path));
        var sent = body.replace("$", Editor.draft(path).path("sha256").asText());
        Api.problem(Editor.step(Editor.reviewer(), path, "approve", sent), 400, "invalid-body");
        assertThat(Editor.state(path)).isEqualTo("IN_REVIEW");
    }
}
