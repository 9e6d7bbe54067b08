package org.cliniccontent.cache;

import io.micrometer.core.instrument.MeterRegistry;
import io.restassured.http.Header;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.util.Locale;
import java.util.TreeMap;
import org.cliniccontent.access.Scope;
import org.cliniccontent.bundle.Import;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.Bundles;
import org.cliniccontent.testing.Keys;
import org.cliniccontent.testing.ServiceTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.cliniccontent.testing.Await.await;

/** A repeated request is answered from the cache, exactly as if it were rendered again. */
@ServiceTest
class ResponseCacheTest {

    private static final String PATH = "/v1/conditions/osteoarthritis";

    private final ResponseCache cache;
    private final MeterRegistry meters;
    private final Import bundles;

    @Inject
    ResponseCacheTest(ResponseCache cache, MeterRegistry meters, Import bundles) {
        this.cache = cache;
        this.meters = meters;
        this.bundles = bundles;
    }

    @BeforeEach
    void forget() {
        cache.clear();
    }

    private double requests(String result) {
        return meters.get("clinic.cache.requests")
                .tag("result", result)
                .functionCounter()
                .count();
    }

    private double entries() {
        return meters.get("clinic.cache.entries").gauge().value();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1",
                "/v1/conditions?kind=DISEASE",
                PATH,
                PATH + "?release=1",
                PATH + "/history",
                "/v1/releases",
                "/v1/releases/1",
                "/v1/documents/stem-cell-therapy-for-cartilage-damage/source",
                "/v1/documents/stem-cell-therapy-for-cartilage-damage/coverage"
            })
    void everyReadIsMadeOnceAndAnsweredAlike(String path) {
        double hits = requests("hit");
        double misses = requests("miss");
        var made = Api.get(path);
        var kept = Api.get(path);
        assertThat(requests("miss") - misses).isEqualTo(1);
        assertThat(requests("hit") - hits).isEqualTo(1);
        assertThat(kept.asByteArray()).isEqualTo(made.asByteArray());
        assertThat(fields(kept)).isEqualTo(fields(made)).containsKeys("x-content-type-options", "ratelimit", "vary");
    }

    /** Returns the fields without those that differ between requests. */
    private static TreeMap<String, String> fields(Response response) {
        var fields = new TreeMap<String, String>();
        for (Header header : response.headers()) {
            fields.put(header.getName().toLowerCase(Locale.ROOT), header.getValue());
        }
        fields.computeIfPresent("date", (name, value) -> "");
        fields.computeIfPresent("ratelimit", (name, value) -> "");
        return fields;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "'' ?limit=20",
                "'' ?sort=name",
                "'' ?total=false&limit=20",
                "?limit=2 ?%6Cimit=%32",
                "?limit=2&sort=-name ?sort=-name&limit=2",
                "?kind=DISEASE&kind=INJURY ?kind=INJURY&kind=DISEASE",
                "?kind=DISEASE&kind=INJURY ?kind=INJURY&kind=DISEASE&kind=INJURY",
                "?fields=name,summary ?fields=summary&fields=name",
                "?include=causedBy,references ?include=references,causedBy",
                "?updatedSince=2020-01-01 ?updatedSince=2020-01-01T01:00:00%2B01:00",
                "?release=1&limit=20 ?release=1",
                "?release=1 ?release=01"
            })
    void spellingsOfTheSameAreOne(String one, String other) {
        var first = Api.get("/v1/conditions" + one);
        double misses = requests("miss");
        var second = Api.get("/v1/conditions" + other);
        assertThat(second.asString()).isEqualTo(first.asString());
        assertThat(second.header("ETag")).isEqualTo(first.header("ETag"));
        assertThat(second.header("Link")).isEqualTo(first.header("Link"));
        assertThat(requests("miss")).isEqualTo(misses);
        assertThat(entries()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/conditions/there-is-no-such-condition",
                "/v1/conditions?limit=20&limit=20",
                "/v1/conditions?Limit=20",
                "/v1/conditions?limit=0",
                "/v1/conditions?release=999999999",
                "/v1/conditions?asOf=2000-01-01",
                "/v1/nothing"
            })
    void whatIsRefusedIsNotKept(String path) {
        for (int i = 0; i < 3; i++) {
            assertThat(Api.get(path).statusCode()).isBetween(400, 404);
        }
        assertThat(entries()).isZero();
    }

    @Test
    void whatIsKeptIsStillRefusedToWhoCannotTakeIt() {
        for (int i = 0; i < 2; i++) {
            Api.problem(Api.given().header("Accept", "text/html").get(PATH), 406, "not-acceptable");
            Api.problem(Api.given().header("If-Match", "\"another\"").get(PATH), 412, "precondition-failed");
            assertThat(Api.get(PATH).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aSpellingThatIsRefusedIsRefusedAlsoWhenAnotherIsKept() {
        assertThat(Api.get("/v1/conditions?limit=20").statusCode()).isEqualTo(200);
        Api.problem("/v1/conditions?limit=20&limit=20", 400, "invalid-parameter");
        Api.problem("/v1/conditions?limit=20&cursor=x", 400, "invalid-cursor");
    }

    @Test
    void aTimeHasItsOwnAnswer() {
        assertThat(Api.json("/v1/conditions?limit=2").path("next").asText()).doesNotContain("asOf");
        assertThat(Api.json("/v1/conditions?limit=2&asOf=2999-01-01")
                        .path("next")
                        .asText())
                .contains("asOf=");
        assertThat(entries()).isEqualTo(1);
    }

    @Test
    void aReleaseIsReadAtOnceAndWhatItPinnedStays() {
        var own = Bundles.unique();
        bundles.run(Bundles.bytes(named(own, "Before")), "before", "test");
        var path = "/v1/conditions/" + own;
        long release = Api.get(path).jsonPath().getLong("release");
        var pinned = path + "?release=" + release;
        assertThat(Api.json(pinned).path("name").asText()).isEqualTo("Before");
        bundles.run(Bundles.bytes(named(own, "After")), "after", "test");
        assertThat(Api.json(path).path("name").asText()).isEqualTo("After");
        assertThat(Api.json(pinned).path("name").asText()).isEqualTo("Before");
        assertThat(Api.get(pinned).header("Cache-Control")).isEqualTo("public, max-age=31536000, immutable");
        assertThat(Api.get(path).header("Cache-Control")).doesNotContain("immutable");

        double misses = requests("miss");
        assertThat(Api.json(path + "/diff").path("differences").size()).isPositive();
        assertThat(Api.json(path + "/diff?to=" + (release + 1))
                        .path("differences")
                        .size())
                .isPositive();
        assertThat(Api.json(path + "/diff").path("differences").size()).isPositive();
        assertThat(requests("miss") - misses).isEqualTo(2);
    }

    private static String named(String own, String name) {
        return Bundles.document(own) + "conditions:\n" + Bundles.condition(own, name);
    }

    @Test
    void whatIsKeptIsCountedUnderItsRoute() {
        double before = counted();
        Api.get(PATH);
        Api.get(PATH);
        Api.given().head(PATH);
        // A request is counted after its response has ended.
        await("the requests are counted", () -> counted() - before >= 3);
        assertThat(counted() - before).isEqualTo(3);
    }

    private double counted() {
        return meters.find("http.server.requests").tag("uri", "/v1/conditions/{slug}").timers().stream()
                .mapToLong(timer -> timer.count())
                .sum();
    }

    @Test
    void anAnswerToWhoSendsCredentialsIsNobodyElses() {
        var key = Keys.with(Scope.CONTENT_READ);
        for (int i = 0; i < 2; i++) {
            assertThat(Api.as(key).get(PATH).header("Cache-Control")).startsWith("private");
            assertThat(Api.get(PATH).header("Cache-Control")).startsWith("public");
            Api.problem(Api.as("cc_made_up").get(PATH), 401, "unauthorized");
        }
    }
}
