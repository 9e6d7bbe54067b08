package org.cliniccontent.sync;

import com.fasterxml.jackson.databind.JsonNode;
import io.restassured.response.Response;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.cliniccontent.access.Scope;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.Bundles;
import org.cliniccontent.testing.Editor;
import org.cliniccontent.testing.Keys;
import org.cliniccontent.testing.ServiceTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Editors see the state of partners' copies. */
@ServiceTest
class AcknowledgementTest {

    private static final String WITHDRAWN = "{\"kind\": \"WITHDRAWN\", \"reason\": \"Wrong.\", \"urgency\": \"%s\"}";

    private final String partner = Keys.another(Scope.SYNC_READ);

    @Test
    void aPartnerThatNeverSaidAnythingIsListed() {
        var known = known(partner);
        assertThat(known.path("name").asText()).isEqualTo("Test [SYNC_READ]");
        assertThat(known.has("release")).isFalse();
        assertThat(known.has("withdrawn")).isFalse();
    }

    @Test
    void whatWasWithdrawnIsStillShownUntilItIsAcknowledged() {
        var own = Bundles.unique();
        Editor.created("documents/" + own, Editor.document("Document"));
        Editor.created("conditions/" + own + 1, Editor.condition(own, "First"));
        Editor.created("conditions/" + own + 2, Editor.condition(own, "Second"));
        Editor.created("conditions/" + own + 3, Editor.condition(own, "Third"));
        long release = Editor.released(
                "documents/" + own, "conditions/" + own + 1, "conditions/" + own + 2, "conditions/" + own + 3);
        acknowledged(Changes.now());
        assertThat(known(partner).path("release").asLong()).isEqualTo(release);
        assertThat(known(partner).path("withdrawnTotal").asInt()).isZero();
        Editor.created("conditions/" + own + 4, Editor.condition(own, "Fourth"));
        Editor.released("conditions/" + own + 4);
        Editor.removed("conditions/" + own + 4, WITHDRAWN.formatted("IMMEDIATE"));
        Editor.removed("conditions/" + own + 1, WITHDRAWN.formatted("ROUTINE"));
        Editor.removed("conditions/" + own + 2, WITHDRAWN.formatted("IMMEDIATE"));
        Editor.removed("conditions/" + own + 3, "{\"kind\": \"DELETED\"}");
        var known = known(partner);
        assertThat(known.path("behind").asLong()).isEqualTo(5);
        assertThat(known.path("withdrawn").findValuesAsText("slug"))
                .as("what was in its copy, the most urgent first")
                .containsExactly(own + 2, own + 1);
        assertThat(known.at("/withdrawn/0/reason").asText()).isEqualTo("Wrong.");
        assertThat(known.at("/withdrawn/0/urgency").asText()).isEqualTo("IMMEDIATE");
        acknowledged(Changes.now());
        assertThat(known(partner).path("withdrawn")).isEmpty();
        assertThat(known(partner).path("behind").asLong()).isZero();
    }

    @Test
    void aPartOfTheContentShowsOnlyWhatIsInIt() {
        var own = Bundles.unique();
        Editor.created("documents/" + own, Editor.document("Document"));
        Editor.created("conditions/" + own, Editor.condition(own, "Condition"));
        Editor.released("documents/" + own, "conditions/" + own);
        acknowledged(
                Changes.pass("?limit=1000&type=treatment").get(0).path("next").asText());
        Editor.removed("conditions/" + own, WITHDRAWN.formatted("URGENT"));
        assertThat(known(partner).path("types").path(0).asText()).isEqualTo("treatment");
        assertThat(known(partner).path("withdrawn")).isEmpty();
    }

    @Test
    void whatWasAppliedLaterHolds() {
        var own = Bundles.unique();
        var before = Changes.now();
        Editor.created("documents/" + own, Editor.document("Document"));
        long release = Editor.released("documents/" + own);
        var now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        acknowledge(Changes.now(), now.toString());
        var late = Api.tree(acknowledge(before, now.minusSeconds(60).toString()));
        assertThat(late.path("release").asLong()).isEqualTo(release);
        var restored = Api.tree(acknowledge(before, now.plusSeconds(1).toString()));
        assertThat(restored.path("release").asLong()).isEqualTo(release - 1);
    }

    @Test
    void aRotatedKeyIsTheSamePartner() {
        acknowledged(Changes.now());
        var id = partner.split("_")[1].substring(0, 12);
        var rotated = Api.as(Keys.with(Scope.ADMIN))
                .contentType("application/json")
                .body("{\"overlapSeconds\": 0}")
                .post("/v1/api-keys/%s/rotate".formatted(id));
        assertThat(rotated.statusCode()).as(rotated.asString()).isEqualTo(201);
        var key = Api.tree(rotated).path("key").asText();
        var answer = Api.tree(acknowledge(key, Changes.now(), Instant.now().toString()));
        assertThat(answer.path("partner").asText()).isEqualTo("key:" + id);
    }

    @ParameterizedTest
    @CsvSource({
        "'{}',                                                     /token",
        "'{\"token\": 5}',                                         /token",
        "'{\"token\": \"a\", \"appliedAt\": \"yesterday\"}',       /appliedAt",
        "'{\"token\": \"a\", \"appliedAt\": \"2999-01-01T00:00:00Z\"}', /appliedAt",
        "'{\"token\": \"a\", \"more\": 1}',                        /more",
    })
    void faultsAreNamed(String body, String pointer) {
        var problem = Api.problem(post(partner, body), 400, "invalid-body");
        assertThat(Editor.pointers(problem)).containsExactly(pointer);
    }

    @Test
    void onlyTheEndOfAWholePassIsAcknowledged() {
        var unfinished = Changes.page("?limit=1").path("next").asText();
        var bucket = Changes.pass("?limit=1000&bucket=00").get(0).path("next").asText();
        for (String token : new String[] {unfinished, bucket, "garbled"}) {
            Api.problem(post(partner, "{\"token\": \"%s\"}".formatted(token)), 400, "invalid-sync-token");
        }
        assertThat(known(partner).has("release")).isFalse();
    }

    private void acknowledged(String token) {
        assertThat(acknowledge(token, Instant.now().toString()).statusCode()).isEqualTo(200);
    }

    private Response acknowledge(String token, String appliedAt) {
        return acknowledge(partner, token, appliedAt);
    }

    private static Response acknowledge(String key, String token, String appliedAt) {
        return post(key, "{\"token\": \"%s\", \"appliedAt\": \"%s\"}".formatted(token, appliedAt));
    }

    private static Response post(String key, String body) {
        return Api.as(key).contentType("application/json").body(body).post("/v1/changes/ack");
    }

    /** Returns a partner as editors see it. */
    private static JsonNode known(String key) {
        var id = "key:" + key.split("_")[1].substring(0, 12);
        for (String next = "/v1/partners?limit=200"; next != null; ) {
            var page = Api.tree(Api.as(Editor.editor()).get(next));
            for (JsonNode each : page.path("items")) {
                if (each.path("partner").asText().equals(id)) {
                    return each;
                }
            }
            next = page.path("next").asText(null);
        }
        throw new AssertionError("no partner " + id);
    }
}
