package org.cliniccontent.authentication;

import io.restassured.response.Response;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Stream;
import org.cliniccontent.access.Caller;
import org.cliniccontent.access.Scope;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.Bundles;
import org.cliniccontent.testing.Keys;
import org.cliniccontent.testing.RawHttp;
import org.cliniccontent.testing.ServiceTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Who makes a request: found out before any endpoint is chosen, and said to be wrong wherever it is. */
@ServiceTest
class AuthenticationTest {

    private final ApiKeys keys;
    private final Clock clock;

    AuthenticationTest(ApiKeys keys, Clock clock) {
        this.keys = keys;
        this.clock = clock;
    }

    @Test
    void aKeyIsKnownAndItsBodyArrivesWhole() {
        var body = "{\"text\":\"" + "x".repeat(150_000) + "\"}";
        var response = Api.as(Keys.with(Scope.DRAFTS_WRITE))
                .contentType("application/json")
                .body(body)
                .post("/test/writes/" + Bundles.unique());
        assertThat(response.statusCode()).as(response.asString()).isEqualTo(201);
        assertThat(response.asString()).isEqualTo(body);
    }

    @Test
    void aBodyThatComesInPiecesArrivesWhole() {
        var key = Keys.with(Scope.DRAFTS_WRITE);
        var chunk = "7fff\r\n" + "1".repeat(0x7fff) + "\r\n";
        var answer = RawHttp.send(
                "POST /test/writes/%s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n".formatted(Bundles.unique())
                        + "Authorization: bearer  %s\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
                                .formatted(key)
                        + chunk.repeat(5) + "0\r\n\r\n");
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        assertThat(answer.body().replaceAll("\r\n[0-9a-f]+\r\n|[^1]", "")).contains("1".repeat(5 * 0x7fff - 10));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Bearer",
                "Bearer ",
                "Basic dXNlcjpwYXNzd29yZA==",
                "Digest x=y",
                "Bearer cc_",
                "Bearer cc_short",
                "Bearer a b",
                "Bearer é",
                "Bearer eyJhbGciOiJub25lIn0.e30.",
                "Bearercc_"
            })
    void whatIsNoCredentialIsRefused(String authorization) {
        var answer = RawHttp.get("/v1/conditions", "Authorization: " + authorization);
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.head())
                .contains("WWW-Authenticate: Bearer realm=\"clinic-content\", error=\"invalid_token\"")
                .containsIgnoringCase("Cache-Control: no-store")
                .contains("application/problem+json");
    }

    @Test
    void twoAuthorizationsAreRefusedEvenIfBothAreValid() {
        var header = "Authorization: Bearer " + Keys.with(Scope.ADMIN);
        assertThat(RawHttp.get("/v1/conditions", header).status()).isEqualTo(200);
        assertThat(RawHttp.get("/v1/conditions", header, header).status()).isEqualTo(401);
    }

    @Test
    void keysThatAreNotValidAreNotToldApart() {
        var unknown = ApiKeySecret.generate();
        var expired = stored(Duration.ofSeconds(-1));
        var revoked = stored(Duration.ofDays(1));
        keys.revoke(revoked.id());
        var wrong = ApiKeySecret.of(stored(Duration.ofDays(1)).id(), "0".repeat(32));
        var bodies = Stream.of(unknown, wrong, expired, revoked).map(AuthenticationTest::problem);
        assertThat(bodies.distinct()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1",
                "/v1/conditions",
                "/v1/conditions/osteoarthritis",
                "/v1/conditions/none",
                "/problems",
                "/q/openapi",
                "/schemas/bundle-1.schema.json",
                "/nowhere"
            })
    void anAnswerToCredentialsIsNotShared(String path) {
        var response = Api.as(Keys.with(Scope.CONTENT_READ)).get(path);
        assertThat(response.header("Cache-Control")).doesNotContain("public").matches("private, .*|no-store");
    }

    @Test
    void aReadWithAKeyIsPrivateAndOtherwiseTheSame() {
        var path = "/v1/conditions/osteoarthritis";
        var withKey = Api.as(Keys.with(Scope.CONTENT_READ)).get(path);
        assertThat(withKey.header("Cache-Control")).isEqualTo("private, max-age=30, stale-while-revalidate=30");
        assertThat(Api.get(path).header("Cache-Control")).startsWith("public");
        assertThat(withKey.header("ETag")).isEqualTo(Api.get(path).header("ETag"));
        assertThat(withKey.asString()).isEqualTo(Api.get(path).asString());
    }

    private ApiKeySecret stored(Duration lifetime) {
        var key = ApiKeySecret.generate();
        keys.store(key, "A test", Set.of(Scope.ADMIN), clock.instant().plus(lifetime), Caller.ANONYMOUS);
        return key;
    }

    private static String problem(ApiKeySecret key) {
        Response response = Api.as(key.secret()).get("/v1/conditions");
        Api.problem(response, 401, "unauthorized");
        return response.asString().replaceAll("\"traceId\":\"[^\"]*\"", "") + response.header("WWW-Authenticate");
    }
}
