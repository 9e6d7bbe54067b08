package org.cliniccontent.http.problem;

import io.restassured.response.Response;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.RawHttp;
import org.cliniccontent.testing.ServiceTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Every error of a request is a problem detail that describes the fault. */
@ServiceTest
class ProblemTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/nowhere",
                "/v1/nowhere",
                "/v2/conditions",
                "/v1/conditions/a/b",
                "/v1/Conditions",
                "/v1/conditions/osteoarthritis/source",
                "/q/nowhere",
                "/problems/",
                "/index.html",
                "/v1/conditions/x.json"
            })
    void anUnknownPathIsNotFound(String path) {
        var problem = Api.problem(path, 404, "not-found");
        assertThat(problem.path("instance").asText()).isEqualTo(path);
        assertThat(problem.path("detail").asText()).isNotBlank();
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/conditions, POST",
        "/v1/conditions, PUT",
        "/v1/conditions, PATCH",
        "/v1/conditions, DELETE",
        "/v1/conditions/osteoarthritis, DELETE",
        "/v1, POST",
        "/v1/releases/1, PUT",
        "/problems, POST",
        "/v1/documents/stem-cell-therapy-for-cartilage-damage/source, POST",
        "/v1/conditions, TRACE",
        "/v1/conditions, FOO",
        "/v1/conditions, PROPFIND"
    })
    void anUnknownMethodIsRefusedWithThoseThereAre(String path, String method) {
        var response = Api.given().request(method, path);
        if (response.statusCode() == 501) {
            Api.problem(response, 501, "malformed-request");
        } else {
            Api.problem(response, 405, "method-not-allowed");
            assertThat(response.header("Allow"))
                    .contains("GET", "HEAD", "OPTIONS")
                    .doesNotContain("POST");
        }
    }

    @Test
    void aMethodInSmallLettersIsAnother() {
        var answer = RawHttp.send("get /v1/conditions HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        assertThat(answer.status()).isEqualTo(405);
    }

    @Test
    void aMethodOnAnUnknownPathIsNotFound() {
        Api.problem(Api.given().post("/v1/nowhere"), 404, "not-found");
    }

    @Test
    void optionsTellsTheMethods() {
        var response = Api.given().options("/v1/conditions");
        assertThat(response.statusCode()).isIn(200, 204);
        assertThat(response.header("Allow")).contains("GET", "HEAD", "OPTIONS");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "/v1/conditions?x=1; x; is not a parameter here",
                "/v1/conditions?Kind=INJURY; Kind; is not a parameter here",
                "/v1/conditions?x; x; is not a parameter here",
                "/v1/conditions/osteoarthritis?limit=1; limit; is not a parameter here",
                "/v1/documents/stem-cell-therapy-for-cartilage-damage/source?fields=title; fields; is not a parameter here",
                "/v1/conditions?limit=1&limit=2; limit; once",
                "/v1/conditions?limit=0; limit; from 1 to 200",
                "/v1/conditions?limit=201; limit; from 1 to 200",
                "/v1/conditions?limit=1.0; limit; whole number",
                "/v1/conditions?limit=-1; limit; whole number",
                "/v1/conditions?limit=%2B1; limit; whole number",
                "/v1/conditions?limit=99999999999999999999; limit; whole number",
                "/v1/conditions?limit=%D9%A1; limit; whole number",
                "/v1/conditions?limit=; limit; empty",
                "/v1/conditions?limit; limit; empty",
                "/v1/conditions?kind=injury; kind; one of",
                "/v1/conditions?kind=INJURY&kind=NONE; kind; one of",
                "/v1/conditions?code=D010003; code; system|code",
                "/v1/conditions?causedBy=Not_A_Slug; causedBy; slug",
                "/v1/conditions?sort=id; sort; one of",
                "/v1/conditions?sort=name&sort=name; sort; once",
                "/v1/conditions?total=yes; total; one of",
                "/v1/conditions?reviewStatus=LATE; reviewStatus; one of",
                "/v1/conditions?updatedSince=now; updatedSince; date",
                "/v1/conditions?fields=nothing; fields; comma-separated",
                "/v1/conditions?fields=name,; fields; comma-separated",
                "/v1/conditions?include=caveats; include; comma-separated",
                "/v1/conditions?include=passages; include; comma-separated",
                "/v1/documents?include=entities; include; no relations",
                "/v1/conditions?affectedJoint=%00; affectedJoint; control",
                "/v1/conditions?affectedJoint=%0A; affectedJoint; control",
                "/v1/conditions?affectedJoint=%FF; affectedJoint; UTF-8",
                "/v1/conditions?affectedJoint=%C0%80; affectedJoint; UTF-8",
                "/v1/conditions?affectedJoint=%ED%A0%80; affectedJoint; UTF-8",
                "/v1/conditions?%FF=1; %FF; UTF-8"
            })
    void aFaultInAParameterIsNamed(String path, String parameter, String detail) {
        var problem = Api.problem(path, 400, "invalid-parameter");
        assertThat(problem.path("errors")).hasSize(1);
        var fault = problem.path("errors").path(0);
        assertThat(fault.path("parameter").asText()).isEqualTo(parameter);
        assertThat(fault.path("detail").asText()).contains(detail);
        assertThat(problem.path("detail").asText()).contains(parameter);
    }

    @Test
    void allFaultsAreSaidAtOnce() {
        var problem = Api.problem(
                "/v1/conditions?limit=0&kind=X&sort=x&x=1&y=2&total=1&fields=z&asOf=q&affectedJoint=%00",
                400, "invalid-parameter");
        assertThat(problem.path("errors").findValuesAsText("parameter"))
                .containsExactlyInAnyOrder(
                        "limit", "kind", "sort", "x", "y", "total", "fields", "asOf", "affectedJoint");
    }

    @Test
    void aValueMayBeLongButNotTooLong() {
        assertThat(Api.json("/v1/conditions?affectedJoint=" + "a".repeat(200)).path("items"))
                .isEmpty();
        var problem = Api.problem("/v1/conditions?affectedJoint=" + "a".repeat(201), 400, "invalid-parameter");
        assertThat(problem.path("errors").path(0).path("detail").asText()).contains("200");
    }

    @Test
    void aParameterMayBeRepeatedButNotForEver() {
        assertThat(Api.json("/v1/conditions?release=1" + "&kind=AGEING".repeat(50))
                        .path("items"))
                .hasSize(1);
        Api.problem("/v1/conditions?release=1" + "&kind=AGEING".repeat(51), 400, "invalid-parameter");
    }

    @ParameterizedTest
    @ValueSource(strings = {"%", "%4", "%zz", "%00", "%FF", "%C3%28", "%0a"})
    void aPathThatCannotBeDecodedIsMalformed(String part) {
        assertThat(RawHttp.get("/v1/conditions/" + part).status()).isEqualTo(400);
        assertThat(RawHttp.get("/" + part).status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//v1/conditions",
                "/v1//conditions",
                "/v1/conditions//osteoarthritis",
                "/v1/conditions/",
                "/v1/conditions/osteoarthritis/",
                "/v1/conditions;x",
                "/v1/conditions;x=1/osteoarthritis",
                "/v1/conditions/osteoarthritis;a=b",
                "/v1/./conditions",
                "/v1/x/../conditions",
                "/v1/%2e/conditions",
                "/v1/conditions/%2E%2E/treatments",
                "/v1%2Fconditions",
                "/v1/conditions%2fosteoarthritis",
                "/v1/%63onditions",
                "/%761/conditions",
                "/V1/conditions",
                "/v1/conditions/Osteoarthritis",
                "/v1/conditions/%6Fsteoarthritis",
                "/v1/conditions%5Costeoarthritis",
                "/v1/conditions/osteoarthritis%20",
                "/v1/",
                "/./v1/conditions",
                "/x/../v1/conditions"
            })
    void aPathHasOneSpelling(String path) {
        var answer = RawHttp.get(path);
        assertThat(answer.status()).as(answer.body()).isEqualTo(404);
        assertThat(answer.head()).containsIgnoringCase("content-type: application/problem+json");
        assertThat(Api.parse(answer.body()).path("type").asText()).isEqualTo("/problems/not-found");
    }

    @ParameterizedTest
    @ValueSource(ints = {8_001, 70_000})
    void aUriThatIsTooLongIsRefused(int length) {
        var path = "/v1/conditions?affectedJoint=";
        Api.problem(path + "a".repeat(length - path.length()), 414, "uri-too-long");
        Api.problem("/" + "a".repeat(length - 1), 414, "uri-too-long");
    }

    @Test
    void headersThatAreTooLongAreRefused() {
        Api.problem(with("X-Long", "a".repeat(8_001)), 431, "headers-too-large");
        Api.problem(with("X-Long", "a".repeat(70_000)), 431, "headers-too-large");
        Api.problem(
                Api.given()
                        .header("X-1", "a".repeat(6_000))
                        .header("X-2", "a".repeat(6_000))
                        .header("X-3", "a".repeat(6_000))
                        .get("/v1"),
                431,
                "headers-too-large");
        assertThat(with("X-Long", "a".repeat(7_000)).statusCode()).isEqualTo(200);
    }

    private static Response with(String header, String value) {
        return Api.given().header(header, value).get("/v1/conditions");
    }

    @Test
    void aBodyWithAReadIsIgnored() {
        var response = Api.given()
                .header("Content-Type", "application/xml")
                .body("<x/>")
                .get("/v1/conditions");
        assertThat(response.statusCode()).isEqualTo(200);
    }
}
