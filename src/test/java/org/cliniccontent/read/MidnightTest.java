package org.cliniccontent.read;

import jakarta.inject.Inject;
import java.util.List;
import org.cliniccontent.bundle.Import;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.Bundles;
import org.cliniccontent.testing.ServiceTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What changes at midnight by itself: the status of a review, and so what a cache may keep. */
@ServiceTest
class MidnightTest {

    private final Import bundles;

    @Inject
    MidnightTest(Import bundles) {
        this.bundles = bundles;
    }

    /** Due on 10 May 2030, and in the whole of May. */
    private String published() {
        var own = Bundles.unique();
        bundles.run(
                Bundles.bytes(Bundles.document(own) + "conditions:\n" + condition(own + "-day", "2030-05-10")
                        + condition(own + "-month", "2030-05")),
                "reviews",
                "test");
        return own;
    }

    private static String condition(String slug, String next) {
        return Bundles.condition(slug, slug, ", review: {lastReviewed: \"2026-01\", nextDue: \"%s\"}".formatted(next));
    }

    @ParameterizedTest
    @CsvSource({
        "2030-02-08T23:59:59.999Z, CURRENT, CURRENT",
        "2030-02-09T00:00:00Z, DUE_SOON, CURRENT",
        "2030-03-01T23:59:59.999Z, DUE_SOON, CURRENT",
        "2030-03-02T00:00:00Z, DUE_SOON, DUE_SOON",
        "2030-05-10T23:59:59.999Z, DUE_SOON, DUE_SOON",
        "2030-05-11T00:00:00Z, OVERDUE, DUE_SOON",
        "2030-05-31T23:59:59.999Z, OVERDUE, DUE_SOON",
        "2030-06-01T00:00:00Z, OVERDUE, OVERDUE"
    })
    void theFilterAndWhatIsShownChangeAtTheSameMoment(String moment, String ofDay, String ofMonth) {
        var own = published();
        assertThat(shown(moment, own + "-day")).isEqualTo(ofDay);
        assertThat(shown(moment, own + "-month")).isEqualTo(ofMonth);
        for (String status : List.of("CURRENT", "DUE_SOON", "OVERDUE")) {
            var found = Api.slugs(
                    Api.json("/test/at/%s/conditions?document=%s&reviewStatus=%s".formatted(moment, own, status))
                            .path("items"));
            assertThat(found.contains(own + "-day")).as(status).isEqualTo(status.equals(ofDay));
            assertThat(found.contains(own + "-month")).as(status).isEqualTo(status.equals(ofMonth));
        }
    }

    private static String shown(String moment, String slug) {
        return Api.json("/test/at/%s/conditions/%s".formatted(moment, slug))
                .path("review")
                .path("status")
                .asText();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/osteoarthritis", "?reviewStatus=OVERDUE&fields=name", "?asOf=2999-01-01"})
    void noCacheKeepsAStatusBeyondMidnight(String read) {
        assertThat(cacheControl("2030-05-10T12:00:00Z", read))
                .isEqualTo("public, max-age=30, stale-while-revalidate=30");
        assertThat(cacheControl("2030-05-10T23:59:15Z", read))
                .isEqualTo("public, max-age=30, stale-while-revalidate=15");
        assertThat(cacheControl("2030-05-10T23:59:50Z", read))
                .isEqualTo("public, max-age=10, stale-while-revalidate=0");
        assertThat(cacheControl("2030-05-10T23:59:59.5Z", read))
                .isEqualTo("public, max-age=0, stale-while-revalidate=0");
        assertThat(cacheControl("2030-05-11T00:00:00Z", read))
                .isEqualTo("public, max-age=30, stale-while-revalidate=30");
    }

    @Test
    void whatWasPublishedThenStandsAsItDidThen() {
        var read = "/conditions/osteoarthritis?release=1";
        var before = Api.get("/test/at/2026-12-31T23:59:59Z" + read);
        var after = Api.get("/test/at/2099-01-01T00:00:00Z" + read);
        assertThat(after.asString()).isEqualTo(before.asString()).contains("\"status\":\"");
        assertThat(after.header("Cache-Control")).isEqualTo("public, max-age=31536000, immutable");
    }

    @Test
    void asOfADayReviewsStandAsTheyDidOnIt() {
        var now = "/test/at/2030-05-10T12:00:00Z/conditions/osteoarthritis";
        assertThat(Api.json(now).at("/review/status").asText()).isEqualTo("OVERDUE");
        assertThat(Api.json(now + "?asOf=2026-12-31").at("/review/status").asText())
                .isEqualTo("DUE_SOON");
        assertThat(Api.json(now + "?asOf=2999-12-31").at("/review/status").asText())
                .isEqualTo("OVERDUE");
    }

    @Test
    void alsoNotWhatItIsToldItHasAlready() {
        var path = "/test/at/2030-05-10T23:59:50Z/conditions/osteoarthritis";
        var again = Api.given()
                .header("If-None-Match", Api.get(path).header("ETag"))
                .get(path);
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.header("Cache-Control")).isEqualTo("public, max-age=10, stale-while-revalidate=0");
    }

    private static String cacheControl(String moment, String read) {
        return Api.get("/test/at/%s/conditions%s".formatted(moment, read)).header("Cache-Control");
    }
}
