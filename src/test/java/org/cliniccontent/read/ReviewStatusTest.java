package org.cliniccontent.read;

import jakarta.inject.Inject;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.cliniccontent.bundle.Import;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.Bundles;
import org.cliniccontent.testing.ServiceTest;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The status of a review is that of today, and an entity without a review has its document's. */
@ServiceTest
class ReviewStatusTest {

    private final Import bundles;
    private final Clock clock;

    @Inject
    ReviewStatusTest(Import bundles, Clock clock) {
        this.bundles = bundles;
        this.clock = clock;
    }

    private LocalDate today() {
        return LocalDate.now(clock.withZone(ZoneOffset.UTC));
    }

    private String published() {
        var own = Bundles.unique();
        bundles.run(
                Bundles.bytes(
                        Bundles.document(own).replace("\"2026-01\"", "\"%s\"".formatted(today())) + "conditions:\n"
                                + Bundles.condition(own + "-none", "None")
                                + condition(own + "-overdue", today().minusYears(2), today().minusDays(2))
                                + condition(own + "-soon", today().minusYears(2), today().plusDays(30))
                                + condition(own + "-current", today().minusYears(2), today().plusDays(300))),
                "reviews",
                "test");
        return own;
    }

    private static String condition(String slug, LocalDate last, LocalDate next) {
        return Bundles.condition(slug, slug, ", review: {lastReviewed: \"%s\", nextDue: \"%s\"}".formatted(last, next));
    }

    @Test
    void anEntitysOwnReviewHasItsStatus() {
        var own = published();
        assertThat(status(own + "-overdue")).isEqualTo("OVERDUE");
        assertThat(status(own + "-soon")).isEqualTo("DUE_SOON");
        assertThat(status(own + "-current")).isEqualTo("CURRENT");
    }

    @Test
    void anEntityWithoutAReviewHasThatOfItsDocument() {
        var own = published();
        var review = Api.json("/v1/conditions/" + own + "-none").path("review");
        assertThat(review.path("document").path("slug").asText()).isEqualTo(own);
        assertThat(review.path("status").asText()).isEqualTo("CURRENT");
        assertThat(review.path("lastReviewed").asText()).isEqualTo(today().toString());
        assertThat(review.path("nextDue").asText())
                .isEqualTo(today().plusYears(1).toString());
        assertThat(Api.json("/v1/conditions/" + own + "-soon").path("review").has("document"))
                .isFalse();
    }

    @Test
    void listsAreFilteredByOwnAndInheritedStatusAlike() {
        var own = published();
        assertThat(found(own, "reviewStatus=OVERDUE")).containsExactly(own + "-overdue");
        assertThat(found(own, "reviewStatus=DUE_SOON")).containsExactly(own + "-soon");
        assertThat(found(own, "reviewStatus=CURRENT")).containsExactlyInAnyOrder(own + "-current", own + "-none");
        assertThat(found(own, "reviewStatus=OVERDUE&reviewStatus=DUE_SOON"))
                .containsExactlyInAnyOrder(own + "-overdue", own + "-soon");
    }

    @Test
    void aDocumentThatIsReviewedAgainTakesItsEntitiesAlong() {
        var own = published();
        bundles.run(
                Bundles.bytes(Bundles.document(own)
                        .replace("\"2026-01\"", "\"%s\", nextDue: \"%s\"".formatted(today(), today().plusDays(3)))),
                "reviewed again",
                "test");
        assertThat(found(own, "reviewStatus=DUE_SOON")).containsExactlyInAnyOrder(own + "-soon", own + "-none");
        assertThat(status(own + "-none")).isEqualTo("DUE_SOON");
    }

    private static String status(String slug) {
        return Api.json("/v1/conditions/" + slug).path("review").path("status").asText();
    }

    private static java.util.List<String> found(String own, String filter) {
        return Api.slugs(Api.all("/v1/conditions?document=" + own + '&' + filter));
    }
}
