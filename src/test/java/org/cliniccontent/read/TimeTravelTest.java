package org.cliniccontent.read;

import jakarta.inject.Inject;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.cliniccontent.bundle.Import;
import org.cliniccontent.release.Release;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.Bundles;
import org.cliniccontent.testing.ServiceTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What was published at an earlier release or moment, with its relations as they were, and slugs that changed. */
@ServiceTest
class TimeTravelTest {

    private final Import bundles;

    @Inject
    TimeTravelTest(Import bundles) {
        this.bundles = bundles;
    }

    private Release run(String yaml) {
        return bundles.run(Bundles.bytes(yaml), "time travel", "test").orElseThrow();
    }

    private static String pair(String own, String cause, String causeName, String effect) {
        return Bundles.document(own) + "conditions:\n" + Bundles.condition(cause, causeName)
                + Bundles.condition(effect, "Effect", ", causedBy: [{condition: " + cause + ", how: It does.}]");
    }

    private static String renamed(String own, String from, String to) {
        return pair(own, to, "New name", own + "-effect") + "renamed: {\"conditions/" + from + "\": \"" + to + "\"}\n";
    }

    @Test
    void anEarlierReleaseShowsTheEntityAndItsRelationsAsTheyWere() {
        var own = Bundles.unique();
        var before = run(pair(own, own + "-old", "Old name", own + "-effect"));
        var after = run(renamed(own, own + "-old", own + "-new"));

        var old = "?release=" + before.number();
        assertThat(Api.json("/v1/conditions/" + own + "-old" + old).path("name").asText())
                .isEqualTo("Old name");
        var then = Api.json("/v1/conditions/" + own + "-effect" + old)
                .path("causedBy")
                .path(0)
                .path("condition");
        assertThat(then.path("slug").asText()).isEqualTo(own + "-old");
        assertThat(then.path("name").asText()).isEqualTo("Old name");
        assertThat(then.path("href").asText()).isEqualTo("/v1/conditions/" + own + "-old");
        var now = Api.json("/v1/conditions/" + own + "-effect")
                .path("causedBy")
                .path(0)
                .path("condition");
        assertThat(now.path("slug").asText()).isEqualTo(own + "-new");
        assertThat(now.path("name").asText()).isEqualTo("New name");
        assertThat(Api.slugs(Api.all("/v1/conditions?document=" + own + "&release=" + before.number())))
                .containsExactlyInAnyOrder(own + "-old", own + "-effect");
        assertThat(Api.get("/v1/conditions/" + own + "-effect" + old).header("Content-Release"))
                .isEqualTo(Long.toString(before.number()));
        assertThat(Api.json("/v1/conditions/" + own + "-new").path("release").asLong())
                .isEqualTo(after.number());
    }

    @Test
    void whatIsRenamedKeepsItsIdAndWhatPointsToItItsContent() {
        var own = Bundles.unique();
        var before = run(pair(own, own + "-old", "Old name", own + "-effect"));
        var id = Api.json("/v1/conditions/" + own + "-old").path("id");
        run(renamed(own, own + "-old", own + "-new"));
        assertThat(Api.json("/v1/conditions/" + own + "-new").path("id")).isEqualTo(id);
        assertThat(Api.json("/v1/conditions/" + own + "-effect").path("release").asLong())
                .isEqualTo(before.number());
    }

    @Test
    void anOldSlugLeadsToTheNewOneWithItsQuery() {
        var own = Bundles.unique();
        run(pair(own, own + "-old", "Old name", own + "-effect"));
        run(renamed(own, own + "-old", own + "-new"));
        var response = Api.get("/v1/conditions/" + own + "-old?fields=name&include=causedBy");
        assertThat(response.statusCode()).isEqualTo(308);
        assertThat(response.header("Location"))
                .isEqualTo("/v1/conditions/" + own + "-new?fields=name&include=causedBy");
        assertThat(response.header("Surrogate-Key")).isEqualTo("content condition/" + own + "-old");
        assertThat(Api.get("/v1/conditions/" + own + "-old").header("Location"))
                .isEqualTo("/v1/conditions/" + own + "-new");
    }

    @Test
    void anOldSlugStillFilters() {
        var own = Bundles.unique();
        run(pair(own, own + "-old", "Old name", own + "-effect"));
        run(renamed(own, own + "-old", own + "-new"));
        assertThat(Api.slugs(Api.all("/v1/conditions?causedBy=" + own + "-old")))
                .containsExactly(own + "-effect");
        assertThat(Api.slugs(Api.all("/v1/conditions?causedBy=" + own + "-new")))
                .containsExactly(own + "-effect");
    }

    @Test
    void anOldSlugOfADocumentLeadsOnFromWhatHangsBelowItToo() {
        var own = Bundles.unique();
        run(Bundles.document(own));
        run(Bundles.document(own + "-new") + "renamed: {\"documents/" + own + "\": \"" + own + "-new\"}\n");
        for (String below : new String[] {"/source", "/coverage", "/source?release=999999999"}) {
            var response = Api.get("/v1/documents/" + own + below);
            if (below.contains("?")) {
                assertThat(response.statusCode()).isEqualTo(404);
            } else {
                assertThat(response.statusCode()).isEqualTo(308);
                assertThat(response.header("Location")).isEqualTo("/v1/documents/" + own + "-new" + below);
            }
        }
    }

    @Test
    void aNewSlugDidNotExistBeforeItsRelease() {
        var own = Bundles.unique();
        var before = run(pair(own, own + "-old", "Old name", own + "-effect"));
        run(renamed(own, own + "-old", own + "-new"));
        Api.problem("/v1/conditions/" + own + "-new?release=" + before.number(), 404, "not-found");
    }

    @Test
    void asOfShowsWhatWasCurrentAtAMoment() {
        var own = Bundles.unique();
        var before = run(pair(own, own + "-old", "Old name", own + "-effect"));
        var after = run(renamed(own, own + "-old", own + "-new"));
        assertThat(after.publishedAt()).isAfter(before.publishedAt());
        assertThat(nameAt(own + "-old", before.publishedAt())).isEqualTo("Old name");
        assertThat(nameAt(own + "-old", after.publishedAt().minusNanos(1_000))).isEqualTo("Old name");
        assertThat(nameAt(own + "-new", after.publishedAt())).isEqualTo("New name");
    }

    private static String nameAt(String slug, Instant moment) {
        return Api.json("/v1/conditions/" + slug + "?asOf=" + moment)
                .path("name")
                .asText();
    }

    @Test
    void aDayStandsForItsEnd() {
        var own = Bundles.unique();
        var release = run(Bundles.document(own));
        var day = LocalDate.ofInstant(release.publishedAt(), ZoneOffset.UTC);
        assertThat(Api.json("/v1/documents/" + own + "?asOf=" + day)
                        .path("slug")
                        .asText())
                .isEqualTo(own);
        Api.problem("/v1/documents/" + own + "?asOf=" + day.minusDays(1), 404, "not-found");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "asOf=2020-01-01",
                "asOf=2020-01-01T00:00:00Z",
                "release=999999999",
                "release=9223372036854775807"
            })
    void whatWasNeverPublishedIsNotFound(String time) {
        Api.problem("/v1/conditions/osteoarthritis?" + time, 404, "not-found");
        Api.problem("/v1/conditions?" + time, 404, "not-found");
        Api.problem("/v1/documents/stem-cell-therapy-for-cartilage-damage/coverage?" + time, 404, "not-found");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "release=0",
                "release=-1",
                "release=1.0",
                "release=x",
                "release=",
                "release=9223372036854775808",
                "release=1&release=1",
                "release=1&asOf=2026-01-01",
                "asOf=2026-13-01",
                "asOf=yesterday",
                "asOf=2026-01-01T00:00:00",
                "asOf=2026-02-30",
                "asOf=%2B999999999-01-01T00:00:00Z",
                "asOf=-0001-01-01T00:00:00Z"
            })
    void aTimeThatCannotBeReadIsAFault(String time) {
        Api.problem("/v1/conditions/osteoarthritis?" + time, 400, "invalid-parameter");
        Api.problem("/v1/conditions?" + time, 400, "invalid-parameter");
    }
}
