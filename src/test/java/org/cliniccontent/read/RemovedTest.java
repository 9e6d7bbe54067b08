package org.cliniccontent.read;

import jakarta.inject.Inject;
import org.cliniccontent.bundle.Import;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.Bundles;
import org.cliniccontent.testing.Editors;
import org.cliniccontent.testing.ServiceTest;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What was deleted leaves a tombstone, and stays readable in the releases that had it. */
@ServiceTest
class RemovedTest {

    private final Import bundles;

    @Inject
    RemovedTest(Import bundles) {
        this.bundles = bundles;
    }

    private static long delete(String slug) {
        return Editors.delete("conditions/" + slug);
    }

    private String published() {
        var own = Bundles.unique();
        bundles.run(
                Bundles.bytes(Bundles.document(own) + "conditions:\n" + Bundles.condition(own, "Gone soon")),
                "to be deleted",
                "test");
        return own;
    }

    @Test
    void whatWasDeletedIsGone() {
        var own = published();
        delete(own);
        Api.problem("/v1/conditions/" + own, 410, "gone");
    }

    @Test
    void theAnswerCarriesTheTombstone() {
        var own = published();
        long deleted = delete(own);
        var tombstone = Api.problem("/v1/conditions/" + own, 410, "gone").path("tombstone");
        assertThat(tombstone.path("kind").asText()).isEqualTo("DELETED");
        assertThat(tombstone.path("release").asLong()).isEqualTo(deleted);
        assertThat(tombstone.path("removedAt"))
                .isEqualTo(Api.json("/v1/releases/" + deleted).at("/release/publishedAt"));
        assertThat(tombstone).hasSize(3);
    }

    @Test
    void whatWasWithdrawnSaysWhyAndWhatToShowInItsPlace() {
        var own = published();
        var other = published();
        long withdrawn = Editors.remove(
                "conditions/" + own,
                "{\"kind\": \"WITHDRAWN\", \"reason\": \"It was wrong.\", \"urgency\": \"URGENT\","
                        + " \"replacement\": \"conditions/%s\"}".formatted(other));
        var tombstone = Api.problem("/v1/conditions/" + own, 410, "gone").path("tombstone");
        assertThat(tombstone.path("kind").asText()).isEqualTo("WITHDRAWN");
        assertThat(tombstone.path("reason").asText()).isEqualTo("It was wrong.");
        assertThat(tombstone.path("urgency").asText()).isEqualTo("URGENT");
        assertThat(tombstone.at("/replacement/slug").asText()).isEqualTo(other);
        assertThat(tombstone.at("/replacement/href").asText()).isEqualTo("/v1/conditions/" + other);

        long later = delete(other);
        var now = Api.problem("/v1/conditions/" + own, 410, "gone").path("tombstone");
        assertThat(now.has("replacement")).isFalse();
        var then = Api.problem("/v1/conditions/" + own + "?release=" + (later - 1), 410, "gone");
        assertThat(then.at("/tombstone/replacement/slug").asText()).isEqualTo(other);
        assertThat(then.at("/tombstone/release").asLong()).isEqualTo(withdrawn);
    }

    @Test
    void thatSomethingIsGoneIsKeptByCachesAsBrieflyAsAnythingElse() {
        var own = published();
        var there = Api.get("/v1/conditions/" + own).header("Cache-Control");
        delete(own);
        assertThat(Api.get("/v1/conditions/" + own).getHeaders().getValues("Cache-Control"))
                .containsExactly(there);
        assertThat(Api.get("/v1/conditions/" + own + "-never").header("Cache-Control"))
                .isEqualTo("no-store");
    }

    /** Otherwise it would be gone for as long as caches keep it after it was restored. */
    @Test
    void thatSomethingIsGoneIsPurgedByItsKey() {
        var own = published();
        delete(own);
        assertThat(Api.get("/v1/conditions/" + own).header("Surrogate-Key")).isEqualTo("content condition/" + own);
    }

    @Test
    void whatWasDeletedIsInNoList() {
        var own = published();
        assertThat(Api.slugs(Api.all("/v1/conditions?document=" + own))).containsExactly(own);
        delete(own);
        assertThat(Api.all("/v1/conditions?document=" + own)).isEmpty();
        assertThat(Api.json("/v1/documents/" + own).path("entities")).isEmpty();
    }

    @Test
    void anEarlierReleaseStillHasWhatWasDeletedLater() {
        var own = published();
        long before = Api.json("/v1/conditions/" + own).path("release").asLong();
        long deleted = delete(own);
        assertThat(Api.json("/v1/conditions/" + own + "?release=" + before)
                        .path("name")
                        .asText())
                .isEqualTo("Gone soon");
        Api.problem("/v1/conditions/" + own + "?release=" + deleted, 410, "gone");
    }

    @Test
    void theReleaseSaysWhatItDeleted() {
        var own = published();
        long deleted = delete(own);
        var change = Api.json("/v1/releases/" + deleted).path("changes").path(0);
        assertThat(change.path("kind").asText()).isEqualTo("DELETED");
        assertThat(change.path("slug").asText()).isEqualTo(own);
    }
}
