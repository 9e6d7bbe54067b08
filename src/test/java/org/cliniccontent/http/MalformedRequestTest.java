package org.cliniccontent.http;

import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.RawHttp;
import org.cliniccontent.testing.ServiceTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Requests that no regular client sends: refused with a 4xx, and with a problem wherever the server allows. */
@ServiceTest
class MalformedRequestTest {

    @Test
    void twoHostsAreOneTooMany() {
        var answer = RawHttp.get("/v1/conditions", "Host: other");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(Api.parse(answer.body()).path("type").asText()).isEqualTo("/problems/malformed-request");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /v1/conditions HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nno colon\r\n\r\n",
                "GET /v1/conditions HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX: a\0b\r\n\r\n",
                "GET /v1/conditions HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: x\r\n\r\n",
                "GET /v1/conditions HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
                "GET /v1/a b HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                "GET nothing HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                "GET  HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                "NONSENSE\r\n\r\n"
            })
    void whatIsNotHttpIsRefused(String request) {
        var answer = RawHttp.send(request);
        assertThat(answer.status()).as(answer.head()).isBetween(400, 499);
        checkProblem(answer);
    }

    @Test
    void aHeadBeyondTheLimitsOfTheServerIsAProblemToo() {
        checkProblem(RawHttp.get("/v1/" + "a".repeat(90_000)));
        checkProblem(RawHttp.get("/v1/conditions", "X: " + "a".repeat(200_000)));
    }

    private static void checkProblem(RawHttp.Answer answer) {
        assertThat(answer.head()).containsIgnoringCase("application/problem+json");
        assertThat(Api.parse(answer.body()).path("status").asInt()).isEqualTo(answer.status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"|", "{", "}", "<", ">", "\"", "^", "`", "\\", "\u00e9", "#x", "%2x", "%", "%zz"})
    void whatAUriMayNotConsistOfIsAProblem(String character) {
        var answer = RawHttp.get("/v1/conditions?release=1&limit=1&affectedJoint=a" + character + "b");
        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        checkProblem(answer);
    }

    /** Checks a body that is refused by its declared length, before any of it is read. */
    @ParameterizedTest
    @ValueSource(strings = {"40000001", "99999999", "9999999999"})
    void aBodyThatNoEndpointTakesIsAProblem(String length) {
        var answer =
                RawHttp.send("POST /v1/imports HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: "
                        + length + "\r\n\r\n");
        assertThat(answer.status()).isEqualTo(413);
        assertThat(Api.parse(answer.body()).path("type").asText()).isEqualTo("/problems/content-too-large");
    }

    @Test
    void aFilterByCodeWorksWithAnEncodedBar() {
        var answer = RawHttp.get("/v1/conditions?release=1&code=http://id.nlm.nih.gov/mesh%7CD010003");
        assertThat(Api.slugs(Api.parse(answer.body()).path("items"))).containsExactly("osteoarthritis");
    }

    @Test
    void anAbsoluteTargetHasOneSpellingToo() {
        assertThat(RawHttp.get("http://localhost//v1/conditions").status()).isEqualTo(404);
        assertThat(RawHttp.get("http://localhost/v1/%63onditions").status()).isEqualTo(404);
    }

    @Test
    void anAbsoluteTargetIsThePathInIt() {
        assertThat(RawHttp.get("http://localhost/v1/conditions/osteoarthritis").status())
                .isEqualTo(200);
    }
}
