package org.cliniccontent.access;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.cliniccontent.authentication.ApiKeySecret;
import org.cliniccontent.authentication.Issuer;
import org.cliniccontent.authentication.KeyOwners;
import org.cliniccontent.database.Database;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.Bundles;
import org.cliniccontent.testing.Editor;
import org.cliniccontent.testing.FreePorts;
import org.cliniccontent.testing.Keys;
import org.cliniccontent.testing.ServiceTest;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jose4j.jwt.JwtClaims;
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

    private final Database database;
    private final KeyOwners owners;

    ClosedServiceTest(Database database, KeyOwners owners) {
        this.database = database;
        this.owners = owners;
    }

    /** Its configuration. The issuer is started by the test, before its keys are asked for. */
    public static class Closed implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "clinic.access.closed",
                    "true",
                    ADMIN_KEY,
                    ApiKeySecret.generate().secret(),
                    ISSUER,
                    "http://localhost:" + FreePorts.next(),
                    "clinic.oidc.audience",
                    Issuer.AUDIENCE,
                    "clinic.limits.trusted-proxies",
                    "127.0.0.1",
                    "clinic.oidc.role-claim",
                    "realm_access/roles",
                    "clinic.oidc.roles.\"content admin\"",
                    "admin,content:read");
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
                .doesNotContain(ApiKeySecret.parse(key).orElseThrow().id());
        var wrong = ApiKeySecret.of(ApiKeySecret.parse(key).orElseThrow().id(), "0".repeat(32));
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

    @Test
    void tokensOfAnotherKindAreNoCredentials() {
        Consumer<JwtClaims> admin = claims -> claims.setClaim("scope", "admin content:read");
        var claims = issuer.claims(admin);
        var idToken = issuer.token(admin.andThen(each -> each.setClaim("nonce", "n")));
        var bound = issuer.token(admin.andThen(each -> each.setClaim("cnf", Map.of("jkt", "x"))));
        var lasting = issuer.token(admin.andThen(each -> each.setExpirationTime(issuer.after(100_000))));
        var payload = claims.toJson().getBytes(StandardCharsets.UTF_8);
        Stream<String> headers = Stream.of(
                "{\"alg\": 5}",
                "{\"alg\": \"RS256\", \"kid\": {}}",
                "{\"alg\": \"RS256\", \"typ\": \"logout+jwt\", \"kid\": \"first\"}",
                "{\"alg\": \"RS256\", \"typ\": \"JWT\", \"kid\": \"first\"}",
                "[]");
        var tokens = Stream.concat(
                Stream.of(idToken, bound, lasting),
                headers.map(header -> issuer.raw(header.getBytes(StandardCharsets.UTF_8), payload)));
        tokens.forEach(token -> {
            var response = Api.as(token).get("/v1/conditions");
            Api.problem(response, 401, "unauthorized");
            assertThat(response.header("WWW-Authenticate")).contains("Bearer", "error=\"invalid_token\"");
            // Counted against the address, as every credential that is not valid.
            assertThat(response.header("RateLimit")).startsWith("\"address\"");
        });
        assertThat(Api.as(issuer.token(admin)).get("/v1/conditions").statusCode())
                .isEqualTo(200);
    }

    @Test
    void aPersonsTokensAndKeysAreOneAuthor() {
        var subject = "ann-" + Bundles.unique();
        var identity = "oidc:%s|%s".formatted(issuer.uri(), subject);
        var reviews = key(", \"owner\": \"%s\"".formatted(identity));
        var another = key("");
        var token = issuer.token(claims -> {
            claims.setSubject(subject);
            claims.setClaim("scope", "drafts:write drafts:review");
        });
        var path = "references/r-" + Bundles.unique();
        var made = Api.as(token)
                .header("If-None-Match", "*")
                .contentType("application/json")
                .body(Editor.reference("key" + Bundles.unique()).toString())
                .put("/v1/drafts/" + path);
        assertThat(Api.tree(made).path("authors").toString())
                .as(made.asString())
                .isEqualTo("[\"%s\"]".formatted(identity));
        assertThat(Api.as(token)
                        .header("If-Match", made.header("ETag"))
                        .post("/v1/drafts/%s/submit".formatted(path))
                        .statusCode())
                .isEqualTo(200);
        Api.problem(Editor.approve(token, path), 403, "forbidden");
        Api.problem(Editor.approve(reviews, path), 403, "forbidden");
        // As an older version kept the author.
        database.update("update draft set authors = array[?] where slug = ?", "oidc:" + subject, path.substring(11));
        Api.problem(Editor.approve(token, path), 403, "forbidden");
        assertThat(Editor.approve(another, path).statusCode()).isEqualTo(200);
    }

    @Test
    void anOwnerOfAnotherIssuerIsNone() {
        for (String owner : List.of("oidc:ann", "oidc:https://other.example|ann", "oidc:" + issuer.uri() + "|")) {
            var response = Api.as(config(ADMIN_KEY))
                    .contentType("application/json")
                    .body("{\"name\": \"x\", \"scopes\": [\"admin\"], \"owner\": \"%s\"}".formatted(owner))
                    .post("/v1/api-keys");
            Api.problem(response, 400, "invalid-body");
        }
    }

    @Test
    void whatOlderVersionsKeptForASubjectBecomesIts() {
        var subject = Bundles.unique();
        var identity = "oidc:%s|%s".formatted(issuer.uri(), subject);
        database.update("""
                insert into sync_acknowledgement (partner, name, release, types, applied_at, acknowledged_at)
                values (?, 'x', 1, '{}', now(), now())
                """, "oidc:" + subject);
        for (int i = 0; i < 2; i++) {
            owners.adopt(new StartupEvent());
            assertThat(database.query(
                            "select partner from sync_acknowledgement where partner like ?",
                            row -> row.getString(1),
                            "%" + subject))
                    .containsExactly(identity);
        }
        database.update("delete from sync_acknowledgement where partner = ?", identity);
    }

    /** The test is a trusted proxy. */
    @Test
    void aKeyIsHeldToItsNetworksByTheAddressBehindTheProxy() {
        var key = key(", \"networks\": [\"203.0.113.0/24\", \"2001:db8::/32\"]");
        for (String inside : List.of("203.0.113.9", "::ffff:203.0.113.9", "2001:db8::9", "10.9.9.9, 203.0.113.9")) {
            assertThat(Api.as(key)
                            .header("X-Forwarded-For", inside)
                            .get("/v1/drafts")
                            .statusCode())
                    .as(inside)
                    .isEqualTo(200);
        }
        for (String outside : List.of("203.0.114.9", "203.0.113.9, 10.9.9.9", "unknown", "2001:db9::9", "")) {
            Api.problem(Api.as(key).header("X-Forwarded-For", outside).get("/v1/drafts"), 403, "forbidden");
        }
        Api.problem(Api.as(key).get("/v1/drafts"), 403, "forbidden");
    }

    private static String key(String more) {
        var response = Api.as(config(ADMIN_KEY))
                .contentType("application/json")
                .body("{\"name\": \"x\", \"scopes\": [\"drafts:review\"]%s}".formatted(more))
                .post("/v1/api-keys");
        assertThat(response.statusCode()).as(response.asString()).isEqualTo(201);
        return Api.tree(response).path("key").asText();
    }

    private static String config(String name) {
        return ConfigProvider.getConfig().getValue(name, String.class);
    }
}
