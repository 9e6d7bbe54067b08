package org.cliniccontent.http;

import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.RawHttp;
import org.cliniccontent.testing.ServiceTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The representation follows {@code Accept}, or is refused with the available types. */
@ServiceTest
class AcceptTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "*/*",
                "application/*",
                "text/html, application/json;q=0.1",
                "application/json; charset=utf-8",
                "APPLICATION/JSON",
                "application/json;q=1.000",
                "text/html;q=0, */*",
                "application/json , text/plain",
                "application/json;a=\"b;q=0,\"",
                "text/html,*/*;q=0.001",
                "*/*;q=0, application/json"
            })
    void whatAdmitsJsonGetsIt(String accept) {
        var response = Api.given().header("Accept", accept).get("/v1/conditions/osteoarthritis");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.contentType()).startsWith("application/json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/html",
                "application/xml",
                "application/json;q=0",
                "*/*;q=0",
                "text/*",
                "application/json;q=0, */*",
                "application/*;q=0, */*;q=0.5",
                "application/jsonx",
                "application/problem+json"
            })
    void whatDoesNotAdmitJsonIsToldWhatThereIs(String accept) {
        var response = Api.given().header("Accept", accept).get("/v1/conditions/osteoarthritis");
        var problem = Api.problem(response, 406, "not-acceptable");
        assertThat(problem.path("detail").asText()).contains("application/json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "json",
                "*/json",
                "application/json;q=2",
                "application/json;q=-1",
                "application/json;q=0.1234",
                "application/json;q=",
                "application/json;q=1.1",
                "application/",
                "/json",
                "application json",
                "a/b/c",
                "application/json;=x",
                "text/html application/json",
                "application/json;q=0.5.5",
                "application/json;q=\"\"",
                "\"application/json\""
            })
    void anAcceptThatCannotBeReadIsMalformed(String accept) {
        var problem = Api.problem(
                Api.given().header("Accept", accept).get("/v1/conditions/osteoarthritis"), 400, "malformed-request");
        assertThat(problem.path("errors").path(0).path("header").asText()).isEqualTo("Accept");
    }

    @Test
    void anEmptyPartOfTheListIsAllowed() {
        for (String accept :
                new String[] {"application/json,", ",application/json", "application/json,,text/html", ", ,*/*"}) {
            var response = Api.given().header("Accept", accept).get("/v1/conditions/osteoarthritis");
            assertThat(response.statusCode()).as(accept).isEqualTo(200);
        }
    }

    @Test
    void aLongAcceptIsReadAsWell() {
        for (String accept : new String[] {
            "a/b;c=\"" + "x".repeat(7_900) + "\",*/*", "*/*" + ";a=b".repeat(1_900), "a/b,".repeat(1_900) + "*/*"
        }) {
            var response = Api.given().header("Accept", accept).get("/v1/conditions/osteoarthritis");
            assertThat(response.statusCode()).isEqualTo(200);
        }
    }

    @Test
    void noAcceptAndAnEmptyOneAdmitEverything() {
        assertThat(RawHttp.get("/v1/conditions/osteoarthritis").status()).isEqualTo(200);
        assertThat(RawHttp.get("/v1/conditions/osteoarthritis", "Accept:").status())
                .isEqualTo(200);
        assertThat(RawHttp.get("/v1/conditions/osteoarthritis", "Accept: text/html", "Accept: */*")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void theSourceIsPlainText() {
        var path = "/v1/documents/stem-cell-therapy-for-cartilage-damage/source";
        assertThat(Api.given().header("Accept", "text/plain").get(path).statusCode())
                .isEqualTo(200);
        var refused =
                Api.problem(Api.given().header("Accept", "application/json").get(path), 406, "not-acceptable");
        assertThat(refused.path("detail").asText()).contains("text/plain");
    }

    @Test
    void aProblemIsGivenWhateverIsAccepted() {
        Api.problem(Api.given().header("Accept", "text/html").get("/v1/conditions/none?x=1"), 406, "not-acceptable");
        Api.problem(Api.given().header("Accept", "text/html").get("/v1/nowhere"), 404, "not-found");
        Api.problem(Api.given().header("Accept", "application/json").get("/v1/conditions/none"), 404, "not-found");
    }
}
