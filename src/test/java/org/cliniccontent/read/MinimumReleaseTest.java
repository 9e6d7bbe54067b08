package org.cliniccontent.read;

import io.restassured.response.Response;
import jakarta.inject.Inject;
import org.cliniccontent.release.CurrentRelease;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.ServiceTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Reads of at least a release. That the database is asked before one is refused, ReplicasIT shows. */
@ServiceTest
class MinimumReleaseTest {

    private static final String HEADER = "Content-Release-Min";

    private final CurrentRelease current;

    @Inject
    MinimumReleaseTest(CurrentRelease current) {
        this.current = current;
    }

    private static Response get(String path, Object least) {
        return Api.given().header(HEADER, least).get(path);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1",
                "/v1/conditions",
                "/v1/conditions?limit=1&release=1",
                "/v1/conditions/osteoarthritis",
                "/v1/conditions/osteoarthritis/history",
                "/v1/documents/stem-cell-therapy-for-cartilage-damage/source",
                "/v1/releases"
            })
    void everyReadIsAnsweredFromThatReleaseOnAndRefusedBeforeIt(String path) {
        long number = current.number();
        assertThat(get(path, number).statusCode()).isEqualTo(200);
        assertThat(get(path, 0).statusCode()).isEqualTo(200);

        var refused = get(path, number + 1_000);
        var problem = Api.problem(refused, 503, "release-not-reached");
        assertThat(problem.path("detail").asText()).isEqualTo("Release %d is not here yet", number + 1_000);
        assertThat(refused.header("Retry-After")).isEqualTo("1");
        assertThat(refused.header("Cache-Control")).isEqualTo("no-store");
        assertThat(Api.given().header(HEADER, number + 1_000).head(path).statusCode())
                .isEqualTo(503);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "x", "1.5", "+1", "0x1", "1, 1", "99999999999999999999"})
    void whatIsNoReleaseIsRefused(String value) {
        var problem = Api.problem(get("/v1/conditions", value), 400, "malformed-request");
        assertThat(problem.at("/errors/0/header").asText()).isEqualTo(HEADER);
        assertThat(problem.at("/errors/0/detail").asText()).isEqualTo("must be a whole number from 0 on");
    }

    @Test
    void itIsGivenOnce() {
        var twice = Api.given().header(HEADER, 1, 1).get("/v1/conditions");
        assertThat(Api.problem(twice, 400, "malformed-request")
                        .at("/errors/0/detail")
                        .asText())
                .isEqualTo("must be given once");
    }

    @Test
    void itSaysNothingWhereThereIsNoRelease() {
        assertThat(get("/problems", Long.MAX_VALUE).statusCode()).isEqualTo(200);
        assertThat(Api.given().header(HEADER, "x").options("/v1/conditions").statusCode())
                .isEqualTo(200);
    }

    @Test
    void aPageOfAnotherOriginMaySendIt() {
        var preflight = Api.given()
                .header("Origin", "https://example.org")
                .header("Access-Control-Request-Method", "GET")
                .header("Access-Control-Request-Headers", HEADER)
                .options("/v1/conditions");
        assertThat(preflight.header("Access-Control-Allow-Headers").split(", ")).contains(HEADER);
        assertThat(preflight.header("Access-Control-Expose-Headers").split(", "))
                .contains("Content-Release", "Retry-After");
    }
}
