package org.cliniccontent.authentication;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.restassured.response.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.cliniccontent.access.AccessConfig;
import org.cliniccontent.access.Caller;
import org.cliniccontent.access.Scope;
import org.cliniccontent.database.Database;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.Bundles;
import org.cliniccontent.testing.Editor;
import org.cliniccontent.testing.Keys;
import org.cliniccontent.testing.ServiceTest;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Whose a key is counts, and not which key it is: for authors, repeated requests, webhooks and partners. */
@ServiceTest
class IdentityTest {

    private static final String EDITOR = "\"drafts:write\", \"drafts:review\"";

    private final Database database;
    private final String person = "person:" + Bundles.unique();

    IdentityTest(Database database) {
        this.database = database;
    }

    @Test
    void anAuthorMayNotApproveByTheKeyThatReplacedTheOldOne() {
        var first = key(EDITOR, "");
        var second = rotated(first);
        var third = rotated(second);
        var path = submitted(secret(first));
        for (JsonNode later : List.of(second, third)) {
            Api.problem(Editor.approve(secret(later), path), 403, "forbidden");
        }
    }

    @Test
    void anAuthorMayNotApproveByTheKeyBeforeTheOneThatWrote() {
        var first = key(EDITOR, "");
        var path = submitted(secret(rotated(first)));
        Api.problem(Editor.approve(secret(first), path), 403, "forbidden");
    }

    @Test
    void twoKeysOfOnePersonAreOneAuthor() {
        var writes = key("\"drafts:write\"", ", \"owner\": \"%s\"".formatted(person));
        var reviews = key("\"drafts:review\"", ", \"owner\": \"%s\"".formatted(person));
        var another = key("\"drafts:review\"", ", \"owner\": \"%s.b\"".formatted(person));
        var path = submitted(secret(writes));
        assertThat(Api.tree(Api.as(secret(reviews)).get("/v1/drafts/" + path))
                        .path("authors")
                        .toString())
                .isEqualTo("[\"%s\"]".formatted(person));
        Api.problem(Editor.approve(secret(reviews), path), 403, "forbidden");
        assertThat(Editor.approve(secret(another), path).statusCode()).isEqualTo(200);
    }

    @Test
    void aPersonWhoseKeyWasRevokedIsTheSameByAnother() {
        var before = key(EDITOR, "");
        var path = submitted(secret(before));
        revoke(before);
        var after = key(EDITOR, ", \"owner\": \"key:%s\"".formatted(id(before)));
        assertThat(after.path("owner").asText()).isEqualTo("key:" + id(before));
        Api.problem(Editor.approve(secret(after), path), 403, "forbidden");
    }

    @Test
    void everyKindOfChangeMakesAnAuthor() {
        var writer = key("\"drafts:write\"", "");
        var renewed = rotated(writer);
        var path = created(secret(writer));
        var patched = Api.as(secret(renewed))
                .header("If-Match", Editor.tag(path))
                .contentType(Editor.MERGE_PATCH)
                .body("{\"summary\": \"Changed by the key that replaced the first.\"}")
                .patch("/v1/drafts/" + path);
        assertThat(Api.tree(patched).path("authors")).as(patched.asString()).hasSize(1);
        var slug = "renamed-" + Bundles.unique();
        var renamed = Editor.step(secret(renewed), path, "rename", "{\"slug\": \"%s\"}".formatted(slug));
        assertThat(Api.tree(renamed).path("authors")).as(renamed.asString()).hasSize(1);
    }

    @Test
    void whoImportsABundleIsItsAuthor() {
        var first = key(EDITOR, "");
        var slug = "imported-" + Bundles.unique();
        var imported = Api.as(secret(first))
                .contentType("application/yaml; charset=UTF-8")
                .body(Bundles.bytes(Bundles.document(slug)))
                .post("/v1/imports");
        assertThat(imported.statusCode()).as(imported.asString()).isEqualTo(200);
        var path = "documents/" + slug;
        Api.as(secret(first)).header("If-Match", Editor.tag(path)).post("/v1/drafts/%s/submit".formatted(path));
        Api.problem(Editor.approve(secret(rotated(first)), path), 403, "forbidden");
    }

    /** Whoever has the configured key is the same after it was replaced in the configuration. */
    @Test
    void theConfiguredAdministratorIsOneCaller() {
        var ids = Stream.generate(ApiKeySecret::generate).limit(2).map(key -> new AdminKey(new AccessConfig() {
                    @Override
                    public Optional<String> adminKey() {
                        return Optional.of(key.secret());
                    }

                    @Override
                    public boolean closed() {
                        return false;
                    }
                })
                .verify(key)
                .orElseThrow());
        assertThat(ids).extracting(Caller::id).containsExactly(KeyOwners.ADMINISTRATOR, KeyOwners.ADMINISTRATOR);
    }

    /** What an older version kept: the ids of keys. */
    @Test
    void authorsThatWereKeptAsKeysAreTheirOwners() {
        var first = key(EDITOR, "");
        var second = rotated(first);
        var path = submitted(secret(key("\"drafts:write\"", "")));
        database.update(
                "update draft set authors = array[?] where slug = ?",
                "key:" + id(second),
                path.substring(path.indexOf('/') + 1));
        for (JsonNode each : List.of(first, second, rotated(second))) {
            Api.problem(Editor.approve(secret(each), path), 403, "forbidden");
        }
    }

    @Test
    void aRepetitionByTheNewKeyHasNoSecondEffect() {
        var old = key("\"drafts:write\"", "");
        var target = "/test/writes/" + Bundles.unique();
        var first = post(secret(old), target);
        var second = post(secret(rotated(old)), target);
        assertThat(first.statusCode()).isEqualTo(201);
        assertThat(second.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(second.asByteArray()).isEqualTo(first.asByteArray());
        assertThat(database.queryOne(
                        "select count(*) from audit_event where path = ? and status < 400",
                        row -> row.getInt(1),
                        target))
                .contains(1);
    }

    @Test
    void webhooksAndAcknowledgementsAreTheOwners() {
        var owner = ", \"owner\": \"%s\"".formatted(person);
        var one = key("\"webhooks:manage\", \"sync:read\"", owner);
        var other = key("\"webhooks:manage\", \"sync:read\"", owner);
        var made = Api.as(secret(one))
                .contentType("application/json")
                .body("{\"url\": \"https://1.1.1.1/hooks\"}")
                .post("/v1/webhooks");
        assertThat(made.statusCode()).as(made.asString()).isEqualTo(201);
        assertThat(Api.as(secret(other)).get(made.header("Location")).statusCode())
                .isEqualTo(200);
        Api.problem(Api.as(Keys.another(Scope.WEBHOOKS_MANAGE)).get(made.header("Location")), 404, "not-found");
        Api.as(secret(one)).delete(made.header("Location"));
        assertThat(partners()).filteredOn(person::equals).hasSize(1);
    }

    /** What an older version of the service inserts beside this one. */
    @Test
    void aKeyThatAnOlderVersionMakesHasAnOwner() {
        var first = key(EDITOR, ", \"owner\": \"%s\", \"networks\": [\"127.0.0.0/8\"]".formatted(person));
        var next = ApiKeySecret.generate();
        var alone = ApiKeySecret.generate();
        for (ApiKeySecret text : List.of(next, alone)) {
            database.update("""
                    insert into api_key (id, name, sha256, scopes, created_at, created_by, expires_at, rotated_from)
                    values (?, 'n', ?, array['sync:read'], now(), 'system', now() + interval '1 day', ?)
                    """, text.id(), text.sha256(), text == next ? id(first) : null);
        }
        assertThat(read(next.id()).path("owner").asText()).isEqualTo(person);
        assertThat(read(next.id()).path("networks")).hasSize(1);
        assertThat(read(alone.id()).path("owner").asText()).isEqualTo("key:" + alone.id());
    }

    @Test
    void anOwnerIsNeverChanged() {
        var one = key(EDITOR, ", \"owner\": \"%s\"".formatted(person));
        assertThat(rotated(one).path("owner").asText()).isEqualTo(person);
        org.assertj.core.api.Assertions.assertThatThrownBy(
                        () -> database.update("update api_key set owner = 'person:b' where id = ?", id(one)))
                .hasMessageContaining("owner");
    }

    private static JsonNode key(String scopes, String more) {
        var response = admin().contentType("application/json")
                .body("{\"name\": \"A test\", \"scopes\": [%s]%s}".formatted(scopes, more))
                .post("/v1/api-keys");
        assertThat(response.statusCode()).as(response.asString()).isEqualTo(201);
        return Api.tree(response);
    }

    private static JsonNode rotated(JsonNode key) {
        var response =
                admin().contentType("application/json").body("{}").post("/v1/api-keys/%s/rotate".formatted(id(key)));
        assertThat(response.statusCode()).as(response.asString()).isEqualTo(201);
        return Api.tree(response);
    }

    private static void revoke(JsonNode key) {
        assertThat(admin().delete("/v1/api-keys/" + id(key)).statusCode()).isEqualTo(204);
    }

    private static JsonNode read(String id) {
        return Api.tree(admin().get("/v1/api-keys/" + id));
    }

    private static io.restassured.specification.RequestSpecification admin() {
        return Api.as(Keys.with(Scope.ADMIN));
    }

    private static List<String> partners() {
        List<String> partners = new ArrayList<>();
        for (String next = "/v1/partners?limit=200"; next != null; ) {
            var page = Api.tree(Api.as(Keys.with(Scope.DRAFTS_REVIEW)).get(next));
            page.path("items").forEach(each -> partners.add(each.path("partner").asText()));
            next = page.path("next").asText(null);
        }
        return partners;
    }

    /** A new working copy by the holder of a key. */
    private static String created(String key) {
        ObjectNode content = Editor.reference("key" + Bundles.unique().replace("-", ""));
        var path = "references/r-" + Bundles.unique();
        var response = Api.as(key)
                .header("If-None-Match", "*")
                .contentType("application/json")
                .body(content.toString())
                .put("/v1/drafts/" + path);
        assertThat(response.statusCode()).as(response.asString()).isEqualTo(201);
        return path;
    }

    private static String submitted(String key) {
        var path = created(key);
        var response = Api.as(key).header("If-Match", Editor.tag(path)).post("/v1/drafts/%s/submit".formatted(path));
        assertThat(response.statusCode()).as(response.asString()).isEqualTo(200);
        return path;
    }

    private static Response post(String bearer, String target) {
        return Api.as(bearer)
                .header("Idempotency-Key", "rotated")
                .contentType("application/json")
                .body("{\"n\": 1}")
                .post(target);
    }

    private static String id(JsonNode key) {
        return key.path("id").asText();
    }

    private static String secret(JsonNode key) {
        return key.path("key").asText();
    }
}
