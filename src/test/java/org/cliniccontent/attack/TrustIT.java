package org.cliniccontent.attack;

import java.util.List;
import org.cliniccontent.access.Scope;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.Bundles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Requests that pretend to be something else. */
@ExtendWith(UnderAttack.class)
class TrustIT {

    private static final String ADDRESS = "127.0.30.1";

    private static RawClient.Answer send(Target target, String request) throws Exception {
        return RawClient.exchange(target.port(), ADDRESS, request);
    }

    @Test
    void theAuthorApprovesUnderARotatedKey(Target target) throws Exception {
        var created = Api.parse(target.post(
                        target.adminKey(),
                        "/v1/api-keys",
                        Bodies.JSON,
                        "{\"name\": \"author\", \"scopes\": [\"drafts:write\", \"drafts:review\"]}")
                .body());
        var key = created.path("key").asText();
        var own = Bundles.unique();
        var bundle = Bundles.document(own) + "conditions:\n" + Bundles.condition(own, "Name " + own);
        assertThat(target.post(key, "/v1/imports", Bodies.YAML, bundle).statusCode())
                .isEqualTo(200);

        var rotated = target.post(
                target.adminKey(), "/v1/api-keys/" + created.path("id").asText() + "/rotate", Bodies.JSON, "{}");
        assertThat(rotated.statusCode()).as(rotated.body()).isEqualTo(201);
        var successor = Api.parse(rotated.body()).path("key").asText();
        var path = "/v1/drafts/conditions/" + own;
        var draft = target.service().get(path, successor);
        var submitted = target.post(
                successor,
                path + "/submit",
                Bodies.JSON,
                "",
                "If-Match",
                draft.headers().firstValue("ETag").orElseThrow());
        assertThat(submitted.statusCode()).as(submitted.body()).isEqualTo(200);
        var approved = target.post(
                successor,
                path + "/approve",
                Bodies.JSON,
                "{\"sha256\": \"" + Api.parse(draft.body()).at("/draft/sha256").asText() + "\"}",
                "If-Match",
                submitted.headers().firstValue("ETag").orElseThrow());
        assertThat(approved.statusCode()).as(approved.body()).isEqualTo(403);
    }

    @Test
    void aTitleForgesALogLine(Target target) throws Exception {
        var key = target.key(Scope.DRAFTS_WRITE);
        var forged = "Title" + Bundles.unique();
        for (String control : List.of("\\n12:00:00 INFO  [forged] ", "\\u001b[2J", "\\u202e", "\\u0085", "\\u2066")) {
            var answer = target.send(
                    "PUT",
                    key,
                    "/v1/drafts/references/" + Bundles.unique(),
                    Bodies.JSON,
                    "{\"title\": \"" + forged + control + "x\", \"summary\": \"S.\", \"cslType\": \"book\","
                            + " \"origin\": \"EDITORIAL\", \"citationKey\": \"" + Bundles.unique() + "\"}",
                    "If-None-Match",
                    "*");
            assertThat(answer.statusCode()).as(control + answer.body()).isEqualTo(400);
        }
        assertThat(target.service().log()).doesNotContain(forged);
    }

    @Test
    void aKeyStandsInTheQuery(Target target) throws Exception {
        var key = target.key(Scope.SYNC_READ);
        var answer = send(target, RawClient.get("/v1/conditions?access_token=" + key));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.isProblem()).isTrue();
        assertThat(answer.body()).doesNotContain(key).contains("Revoke it");
        assertThat(target.service().log()).doesNotContain(key);
    }

    /** Checks targets that once occupied the event loop for a second, or ended it. */
    @Test
    void aTargetIsLaboriousToRedact(Target target, Bystanders bystanders) throws Exception {
        for (String part : List.of("eyJ", "whsec_", "a", "+", "%20", "cc_", "ewo")) {
            for (String start : List.of("eyJ", "whsec_", "bearer", "basic", "cc_")) {
                var query = start + part.repeat(7_500 / part.length()) + "%252541";
                var answer = send(target, RawClient.get("/v1/conditions?a=" + query));
                assertThat(answer.status()).as(start + part).isEqualTo(400);
                assertThat(answer.isProblem()).isTrue();
            }
        }
        bystanders.watch(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /v1/conditions?kind=%2 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                "GET /v1/conditions?kind=| HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                "GET /v1/conditions%2 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                "GET /v1 HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: gzip\r\n\r\n",
                "POST /v1/changes/ack HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
                "POST /v1/changes/ack HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n",
                "POST /v1/changes/ack HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n",
                "GET /v1 HTTP/1.1\r\nHost: localhost\r\n: nothing\r\n\r\n",
                "GET /v1 HTTP/1.1\r\nHost: localhost\r\nA b: c\r\n\r\n"
            })
    void whatIsMalformedIsAProblemAndEndsTheConnection(String request, Target target) throws Exception {
        var answer = send(target, request);
        assertThat(answer.status()).as(answer.head()).isEqualTo(400);
        assertThat(answer.isProblem()).as(answer.head()).isTrue();
    }

    @Test
    void noConnectionIsUpgradedToHttp2(Target target) throws Exception {
        try (var client = new RawClient(target.port(), ADDRESS)) {
            client.write(
                    "GET /v1 HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
                            + "HTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n");
            assertThat(client.statusLine()).isEqualTo("HTTP/1.1 200 OK");
        }
        try (var client = new RawClient(target.port(), ADDRESS)) {
            client.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
            assertThat(client.statusLine()).doesNotContain("200");
        }
    }
}
