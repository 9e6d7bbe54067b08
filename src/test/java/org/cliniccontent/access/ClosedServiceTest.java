package org.cliniccontent.access;

import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.util.Map;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.Keys;
import org.cliniccontent.testing.ServiceTest;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** A service that is configured otherwise: closed to the public, with an issuer and an administrator's key. */
@ServiceTest
@TestProfile(ClosedServiceTest.Closed.class)
class ClosedServiceTest {

    private static final String ADMIN_KEY = "clinic.access.admin-key";
    private static final String ISSUER = "clinic.oidc.issuer";

    private static Issuer issuer;

    /** Its configuration. The issuer is started by the test, before its keys are asked for. */
    public static class Closed implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "clinic.access.closed",
                    "true",
                    ADMIN_KEY,
                    KeyText.generate().secret(),
                    ISSUER,
                    "http://localhost:" + freePort(),
                    "clinic.oidc.audience",
                    Issuer.AUDIENCE,
                    "clinic.oidc.role-claim",
                    "realm_access/roles",
                    "clinic.oidc.roles.\"content admin\"",
                    "admin,content:read");
        }

        private static int freePort() {
            try (var socket = new ServerSocket(0)) {
                return socket.getLocalPort();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @BeforeAll
    static void startIssuer() {
        issuer = new Issuer(URI.create(config(ISSUER)).getPort());
    }

    @AfterAll
    static void stopIssuer() {
        issuer.close();
    }

    @Test
    void readsNeedTheirScope() {
        Api.problem("/v1/conditions", 401, "unauthorized");
        Api.problem(Api.as(Keys.with(Scope.ADMIN)).get("/v1/conditions"), 403, "forbidden");
        var response = Api.as(Keys.with(Scope.CONTENT_READ)).get("/v1/conditions/osteoarthritis");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.header("Cache-Control")).startsWith("private");
        // Also of what has been read by somebody who may.
        Api.problem("/v1/conditions/osteoarthritis", 401, "unauthorized");
    }

    @Test
    void theConfiguredKeyMayEverythingAndIsNotStored() {
        var key = config(ADMIN_KEY);
        assertThat(Api.as(key).get("/v1/conditions").statusCode()).isEqualTo(200);
        var keys = Api.as(key).get("/v1/api-keys?limit=200");
        assertThat(keys.statusCode()).isEqualTo(200);
        assertThat(keys.asString())
                .doesNotContain(KeyText.parse(key).orElseThrow().id());
        var wrong = KeyText.of(KeyText.parse(key).orElseThrow().id(), "0".repeat(32));
        Api.problem(Api.as(wrong.secret()).get("/v1/api-keys"), 401, "unauthorized");
    }

    @Test
    void aTokenIsAsGoodAsAKey() {
        var reader = issuer.token(claims -> claims.setClaim("scope", "content:read"));
        assertThat(Api.as(reader).get("/v1/conditions").statusCode()).isEqualTo(200);
        Api.problem(Api.as(reader).get("/v1/audit"), 403, "forbidden");
        Api.problem(
                Api.as(issuer.token(claims -> claims.setAudience("other"))).get("/v1/conditions"), 401, "unauthorized");
    }

    @Test
    void whatATokensHolderDoesIsRecorded() {
        var admin = issuer.token(claims -> {
            claims.setSubject("the-administrator");
            claims.setClaim("realm_access", Map.of("roles", new String[] {"content admin"}));
        });
        var created = Api.as(admin)
                .contentType("application/json")
                .body("{\"name\": \"By a token\", \"scopes\": [\"sync:read\"]}")
                .post("/v1/api-keys");
        assertThat(created.statusCode()).as(created.asString()).isEqualTo(201);
        assertThat(Api.tree(created).path("createdBy").asText()).isEqualTo("oidc:the-administrator");
        var events = Api.tree(Api.as(admin).get("/v1/audit?caller=oidc:the-administrator&method=POST"));
        assertThat(events.path("items").path(0).path("callerName").asText()).isEqualTo("A Name");
    }

    private static String config(String name) {
        return ConfigProvider.getConfig().getValue(name, String.class);
    }
}
