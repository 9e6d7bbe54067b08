package org.cliniccontent.authentication;

import com.fasterxml.jackson.databind.JsonNode;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.cliniccontent.access.Scope;
import org.cliniccontent.database.Database;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.Bundles;
import org.cliniccontent.testing.Keys;
import org.cliniccontent.testing.ServiceTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** API keys from the making to the end. */
@ServiceTest
class ApiKeyTest {

    private final Database database;
    private final Clock clock;

    ApiKeyTest(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    @Test
    void aKeyIsShownOnceAndStoredAsAHash() {
        var name = Bundles.unique();
        var response = post("/v1/api-keys", "{\"name\": \"%s\", \"scopes\": [\"sync:read\"]}".formatted(name));
        assertThat(response.statusCode()).as(response.asString()).isEqualTo(201);
        var created = Api.tree(response);
        var key = created.path("key").asText();
        assertThat(key)
                .matches("cc_[0-9A-Za-z]{50}")
                .contains(created.path("id").asText());
        assertThat(response.header("Location"))
                .isEqualTo("/v1/api-keys/" + created.path("id").asText());
        assertThat(response.header("Cache-Control")).isEqualTo("no-store");
        assertThat(days(created)).isEqualTo(365);

        var read = json(response.header("Location"));
        assertThat(read.has("key")).isFalse();
        assertThat(read.path("name").asText()).isEqualTo(name);
        assertThat(read.path("status").asText()).isEqualTo("ACTIVE");
        assertThat(read.path("scopes").toString()).isEqualTo("[\"sync:read\"]");
        assertThat(database.query("select k::text from api_key k where name = ?", row -> row.getString(1), name))
                .singleElement()
                .asString()
                .doesNotContain(key.substring(20, 40));
        assertThat(Api.as(key).get("/v1").statusCode()).isEqualTo(200);
    }

    @Test
    void itsUseIsRecordedAtMostOnceAMinute() {
        var created = create("");
        assertThat(json(path(created)).has("lastUsedAt")).isFalse();
        Api.as(created.path("key").asText()).get("/v1");
        var used = json(path(created)).path("lastUsedAt").asText();
        assertThat(Instant.parse(used)).isBetween(clock.instant().minusSeconds(60), clock.instant());
        Api.as(created.path("key").asText()).get("/v1");
        assertThat(json(path(created)).path("lastUsedAt").asText()).isEqualTo(used);
        database.update(
                "update api_key set last_used_at = last_used_at - interval '61 s' where id = ?",
                created.path("id").asText());
        Api.as(created.path("key").asText()).get("/v1");
        assertThat(Instant.parse(json(path(created)).path("lastUsedAt").asText()))
                .isAfterOrEqualTo(Instant.parse(used));
    }

    @Test
    void aRevokedKeyIsOfNoUseAndStaysInTheList() {
        var created = create("");
        for (int i = 0; i < 2; i++) {
            assertThat(admin().delete(path(created)).statusCode()).isEqualTo(204);
        }
        Api.problem(Api.as(created.path("key").asText()).get("/v1"), 401, "unauthorized");
        var read = json(path(created));
        assertThat(read.path("status").asText()).isEqualTo("REVOKED");
        assertThat(read.has("revokedAt")).isTrue();
        assertThat(all()).contains(created.path("id").asText());
    }

    /** Who ended a key, or made one, can be told from the audit log, and not only from what the key has become. */
    @Test
    void everyStepOfAKeyIsInTheAuditLog() {
        var by = Keys.another(Scope.ADMIN);
        var made = Api.tree(Api.as(by)
                .contentType("application/json")
                .body("{\"name\": \"%s\", \"scopes\": [\"sync:read\"]}".formatted(Bundles.unique()))
                .post("/v1/api-keys"));
        Api.as(by).contentType("application/json").body("{}").post(path(made) + "/rotate");
        Api.as(by).delete(path(made));
        var caller = "key:" + ApiKeySecret.parse(by).orElseThrow().id();
        assertThat(json("/v1/audit?caller=" + caller).path("items"))
                .extracting(event -> event.path("method").asText()
                        + ' '
                        + event.path("path").asText()
                        + ' '
                        + event.path("status").asInt())
                .containsExactly(
                        "DELETE " + path(made) + " 204", "POST " + path(made) + "/rotate 201", "POST /v1/api-keys 201");
    }

    @Test
    void anExpiredKeyIsOfNoUseAndIsSaidToBe() {
        var created = create("");
        database.update(
                "update api_key set expires_at = now() - interval '1 s' where id = ?",
                created.path("id").asText());
        Api.problem(Api.as(created.path("key").asText()).get("/v1"), 401, "unauthorized");
        assertThat(json(path(created)).path("status").asText()).isEqualTo("EXPIRED");
        Api.problem(post(path(created) + "/rotate", "{}"), 409, "conflict");
    }

    @Test
    void whileAKeyIsRotatedBothAreOfUse() {
        var old = create("");
        var response = post(path(old) + "/rotate", "{\"overlapSeconds\": 600}");
        assertThat(response.statusCode()).as(response.asString()).isEqualTo(201);
        var next = Api.tree(response);
        assertThat(next.path("rotatedFrom")).isEqualTo(old.path("id"));
        assertThat(next.path("name")).isEqualTo(old.path("name"));
        assertThat(next.path("scopes")).isEqualTo(old.path("scopes"));
        assertThat(days(next)).isEqualTo(365);
        for (JsonNode key : List.of(old, next)) {
            assertThat(Api.as(key.path("key").asText()).get("/v1").statusCode()).isEqualTo(200);
        }
        assertThat(Instant.parse(json(path(old)).path("expiresAt").asText()))
                .isBetween(clock.instant().plusSeconds(500), clock.instant().plusSeconds(600));
        Api.problem(post(path(old) + "/rotate", "{}"), 409, "conflict");
    }

    @Test
    void withoutAnOverlapTheOldKeyEndsAtOnce() {
        var old = create("");
        assertThat(post(path(old) + "/rotate", "{\"overlapSeconds\": 0}").statusCode())
                .isEqualTo(201);
        Api.problem(Api.as(old.path("key").asText()).get("/v1"), 401, "unauthorized");
    }

    @Test
    void rotationNeverMakesAKeyLastLonger() {
        var soon = clock.instant().plusSeconds(60).toString();
        var old = create(", \"expiresAt\": \"%s\"".formatted(soon));
        assertThat(post(path(old) + "/rotate", "{}").statusCode()).isEqualTo(201);
        assertThat(json(path(old)).path("expiresAt")).isEqualTo(old.path("expiresAt"));
    }

    @Test
    void theListIsPagedNewestFirst() {
        List<String> made = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            made.add(0, create("").path("id").asText());
        }
        var listed = all();
        assertThat(listed).doesNotHaveDuplicates();
        assertThat(listed.stream().filter(made::contains)).containsExactlyElementsOf(made);
        Api.problem(admin().get("/v1/api-keys?limit=0"), 400, "invalid-parameter");
        Api.problem(admin().get("/v1/api-keys?x=1"), 400, "invalid-parameter");
        Api.problem(admin().get("/v1/api-keys?cursor=x"), 400, "invalid-cursor");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {}                                                          | /name,/scopes
            []                                                          | ``
            {"name": "", "scopes": []}                                  | /name,/name,/scopes
            {"name": " x", "scopes": ["admin"]}                         | /name
            {"name": "x\\ty", "scopes": ["admin"]}                      | /name
            {"name": 5, "scopes": "admin"}                              | /name,/scopes
            {"name": "x", "scopes": ["admin", "admin"]}                 | /scopes
            {"name": "x", "scopes": ["admin", "ADMIN", null]}           | /scopes/1,/scopes/2
            {"name": "x", "scopes": ["admin"], "id": "x", "key": "y"}   | /id,/key
            {"name": "x", "scopes": ["admin"], "expiresAt": "tomorrow"} | /expiresAt
            {"name": "x", "scopes": ["admin"], "expiresAt": "2020-01-01T00:00:00Z"} | /expiresAt
            {"name": "x", "scopes": ["admin"], "expiresAt": "2099-01-01T00:00:00Z"} | /expiresAt
            {"name": "x", "scopes": ["admin"], "expiresAt": null}       | /expiresAt
            {"name": "x\\u0000", "scopes": ["admin"]}                   | /name
            """)
    void aBodyThatIsNotValidIsRefusedWithEveryFault(String body, String pointers) {
        var problem = Api.problem(post("/v1/api-keys", body), 400, "invalid-body");
        List<String> found = new ArrayList<>();
        problem.path("errors").forEach(fault -> found.add(fault.path("pointer").asText()));
        assertThat(found.stream().distinct())
                .containsExactlyElementsOf(
                        Arrays.stream(pointers.split(",")).distinct().toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "604801", "1.5", "\"5\"", "null"})
    void anOverlapOutOfRangeIsRefused(String overlap) {
        Api.problem(
                post(path(create("")) + "/rotate", "{\"overlapSeconds\": %s}".formatted(overlap)), 400, "invalid-body");
    }

    @Test
    void bodiesAreOfOneTypeAndBounded() {
        Api.problem(admin().contentType("text/plain").body("{}").post("/v1/api-keys"), 415, "unsupported-media-type");
        Api.problem(
                admin().header("Content-Type", "application/json;charset=iso-8859-1")
                        .body("{}")
                        .post("/v1/api-keys"),
                415,
                "unsupported-media-type");
        Api.problem(admin().post("/v1/api-keys"), 415, "unsupported-media-type");
        Api.problem(
                admin().contentType("application/json; charset=UTF-8").body("").post("/v1/api-keys"),
                400,
                "invalid-body");
        Api.problem(post("/v1/api-keys", "\"" + "x".repeat(10_000) + "\""), 413, "content-too-large");
    }

    @Test
    void whatIsNotThereIsNotFound() {
        Api.problem(admin().get("/v1/api-keys/none"), 404, "not-found");
        Api.problem(admin().delete("/v1/api-keys/none"), 404, "not-found");
        Api.problem(post("/v1/api-keys/none/rotate", "{}"), 404, "not-found");
    }

    @Test
    void theSchemaKnowsEveryScope() {
        for (Scope scope : Scope.values()) {
            var body = "{\"name\": \"x\", \"scopes\": [\"%s\"]}".formatted(scope.value());
            assertThat(NewApiKey.parse(Bundles.bytes(body), clock.instant()).scopes())
                    .isEqualTo(Set.of(scope));
        }
    }

    private static RequestSpecification admin() {
        return Api.as(Keys.with(Scope.ADMIN));
    }

    private static Response post(String path, String body) {
        return admin().contentType("application/json").body(body).post(path);
    }

    private static JsonNode create(String more) {
        var body = "{\"name\": \"A test\", \"scopes\": [\"sync:read\", \"content:read\"]%s}".formatted(more);
        var response = post("/v1/api-keys", body);
        assertThat(response.statusCode()).as(response.asString()).isEqualTo(201);
        return Api.tree(response);
    }

    private static JsonNode json(String path) {
        var response = admin().get(path);
        assertThat(response.statusCode()).as(response.asString()).isEqualTo(200);
        return Api.tree(response);
    }

    private static List<String> all() {
        List<String> ids = new ArrayList<>();
        for (String next = "/v1/api-keys?limit=3"; next != null; ) {
            var page = json(next);
            page.path("items").forEach(key -> ids.add(key.path("id").asText()));
            next = page.path("next").asText(null);
        }
        return ids;
    }

    private static String path(JsonNode key) {
        return "/v1/api-keys/" + key.path("id").asText();
    }

    private static long days(JsonNode key) {
        return Duration.between(
                        Instant.parse(key.path("createdAt").asText()),
                        Instant.parse(key.path("expiresAt").asText()).plusSeconds(60))
                .toDays();
    }
}
