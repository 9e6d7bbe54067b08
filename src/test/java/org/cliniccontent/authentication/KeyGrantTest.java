package org.cliniccontent.authentication;

import com.fasterxml.jackson.databind.JsonNode;
import io.restassured.response.Response;
import org.cliniccontent.access.Scope;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.Bundles;
import org.cliniccontent.testing.Keys;
import org.cliniccontent.testing.ServiceTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** An administrator may grant what it does not have, and that is recorded as such. */
@ServiceTest
class KeyGrantTest {

    @Test
    void aGrantBeyondOwnScopesIsRecordedAsOne() {
        var admin = Keys.another(Scope.ADMIN);
        var made = Api.tree(create(admin, "\"drafts:write\", \"admin\"", ", \"owner\": \"person:ann\""));
        assertThat(details(admin))
                .containsExactly(
                        "Granted to person:ann by the key %s: drafts:write admin; granted beyond own scopes: drafts:write"
                                .formatted(made.path("id").asText()));
    }

    @Test
    void aGrantOfOwnScopesIsNone() {
        var admin = Keys.another(Scope.ADMIN, Scope.SYNC_READ);
        create(admin, "\"sync:read\"", ", \"networks\": [\"10.0.0.0/8\"]");
        assertThat(details(admin))
                .singleElement()
                .asString()
                .contains("sync:read; only from 10.0.0.0/8")
                .doesNotContain("beyond");
    }

    /** Whoever rotates a key sees the new one, and so can do what it allows. */
    @Test
    void aRotationIsAGrant() {
        var made = Api.tree(create(Keys.with(Scope.ADMIN), "\"releases:publish\"", ""));
        var admin = Keys.another(Scope.ADMIN);
        var rotated = Api.as(admin)
                .contentType("application/json")
                .body("{}")
                .post("/v1/api-keys/%s/rotate".formatted(made.path("id").asText()));
        assertThat(rotated.statusCode()).isEqualTo(201);
        assertThat(details(admin))
                .singleElement()
                .asString()
                .contains("granted beyond own scopes: releases:publish")
                .endsWith("replaces " + made.path("id").asText());
    }

    @Test
    void aRepetitionGrantsNothing() {
        var admin = Keys.another(Scope.ADMIN);
        var body = "{\"name\": \"%s\", \"scopes\": [\"sync:read\"]}".formatted(Bundles.unique());
        for (int i = 0; i < 2; i++) {
            Api.as(admin)
                    .header("Idempotency-Key", "grant")
                    .contentType("application/json")
                    .body(body)
                    .post("/v1/api-keys");
        }
        assertThat(details(admin)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "5",
                "null",
                "\"\"",
                "\"ann\"",
                "\"person:\"",
                "\"person:Ann\"",
                "\"person: ann\"",
                "\"person:ann \"",
                "\"person:a/b\"",
                "\"person:\\u0430nn\"",
                "\"person:ann\\u202e\"",
                "\"Person:ann\"",
                "\"group:ann\"",
                "\"anonymous\"",
                "\"system\"",
                "\"key:none\"",
                "\"key:000000000000\"",
                "\"oidc:subject\"",
                "\"oidc:https://issuer.example|subject\"",
                "{\"person\": \"ann\"}",
                "[\"person:ann\"]"
            })
    void whatIsNoOwnerIsRefused(String owner) {
        var response = create(Keys.with(Scope.ADMIN), "\"sync:read\"", ", \"owner\": " + owner);
        var problem = Api.problem(response, 400, "invalid-body");
        assertThat(problem.at("/errors/0/pointer").asText()).isEqualTo("/owner");
    }

    @Test
    void onlyAnAdministratorMakesKeys() {
        for (Scope scope : Scope.values()) {
            if (scope != Scope.ADMIN) {
                Api.problem(create(Keys.with(scope), "\"%s\"".formatted(scope.value()), ""), 403, "forbidden");
            }
        }
    }

    private static Response create(String admin, String scopes, String more) {
        return Api.as(admin)
                .contentType("application/json")
                .body("{\"name\": \"A test\", \"scopes\": [%s]%s}".formatted(scopes, more))
                .post("/v1/api-keys");
    }

    private static java.util.List<String> details(String admin) {
        var id = ApiKeySecret.parse(admin).orElseThrow().id();
        JsonNode events = Api.tree(Api.as(Keys.with(Scope.ADMIN)).get("/v1/audit?caller=key:" + id));
        return events.path("items").findValuesAsText("detail");
    }
}
