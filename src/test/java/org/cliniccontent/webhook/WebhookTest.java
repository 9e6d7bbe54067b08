package org.cliniccontent.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import io.restassured.response.Response;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.cliniccontent.access.Scope;
import org.cliniccontent.authentication.ApiKeySecret;
import org.cliniccontent.database.Database;
import org.cliniccontent.http.body.SchemaCheck;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.Editor;
import org.cliniccontent.testing.Keys;
import org.cliniccontent.testing.ServiceTest;
import org.cliniccontent.testing.Stored;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Webhooks as their owners manage them. */
@ServiceTest
class WebhookTest {

    private static final String UNKNOWN = Hooks.PATH + "/019a0000-0000-7000-8000-000000000000";

    private final Database database;
    private final Clock clock;
    private final String key = Keys.another(Scope.WEBHOOKS_MANAGE);
    private final String owner = "key:" + ApiKeySecret.parse(key).orElseThrow().id();
    private final Hooks hooks = new Hooks(key);

    WebhookTest(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    @AfterEach
    void leaveNothing() {
        database.update("delete from webhook_endpoint where owner = ?", owner);
    }

    @Test
    void aWebhookHearsOfEverythingUnlessItSaysOtherwise() {
        var response = hooks.post(Hooks.PATH, "{\"url\": \"%s\"}".formatted(Hooks.URL));
        assertThat(response.statusCode()).as(response.asString()).isEqualTo(201);
        var created = Api.tree(response);
        assertThat(response.header("Location")).isEqualTo(Hooks.path(created));
        assertThat(response.header("Cache-Control")).isEqualTo("no-store");
        assertThat(created.path("owner").asText()).isEqualTo(owner);
        assertThat(created.path("url").asText()).isEqualTo(Hooks.URL);
        assertThat(created.path("eventTypes").toString())
                .isEqualTo(
                        "[\"release.published\",\"entity.withdrawn\",\"review.overdue\",\"webhook.disabled\",\"key.expiring\",\"key.ended\"]");
        assertThat(created.path("state").asText()).isEqualTo("ENABLED");
        assertThat(Instant.parse(created.path("createdAt").asText()))
                .isBetween(clock.instant().minusSeconds(60), clock.instant());
        assertThat(created.path("secret").asText()).matches("whsec_[0-9A-Za-z+/]{43}=");
        assertThat(created.path("secrets")).hasSize(1);
        assertThat(created.at("/secrets/0/createdAt").asText()).isNotEmpty();
        for (String absent : List.of("description", "entityTypes", "disabledReason", "failingSince")) {
            assertThat(created.has(absent)).as(absent).isFalse();
        }

        var read = hooks.as().get(response.header("Location"));
        assertThat(read.header("ETag")).isEqualTo(response.header("ETag"));
        assertThat(Api.tree(read).has("secret")).isFalse();
        assertThat(without(Api.tree(read), "secret")).isEqualTo(without(created, "secret"));
    }

    @Test
    void whatItSaysIsKept() {
        var created = hooks.create("""
                {"url": "%s?a=b", "description": "Für die Seite \uD83E\uDDB4",
                 "eventTypes": ["entity.withdrawn", "review.overdue"], "entityTypes": ["treatment", "caveat"]}
                """.formatted(Hooks.URL));
        var read = hooks.json(Hooks.path(created));
        assertThat(read.path("url").asText()).isEqualTo(Hooks.URL + "?a=b");
        assertThat(read.path("description").asText()).isEqualTo("Für die Seite \uD83E\uDDB4");
        assertThat(read.path("eventTypes").toString()).isEqualTo("[\"entity.withdrawn\",\"review.overdue\"]");
        assertThat(read.path("entityTypes").toString()).isEqualTo("[\"treatment\",\"caveat\"]");
    }

    @Test
    void aPatchChangesWhatItNames() {
        var created = hooks.create(
                "{\"url\": \"%s\", \"description\": \"x\", \"eventTypes\": [\"review.overdue\"]}".formatted(Hooks.URL));
        var path = Hooks.path(created);
        var tag = hooks.as().get(path).header("ETag");
        var patched =
                hooks.patch(path, tag, "{\"description\": null, \"eventTypes\": null, \"entityTypes\": [\"caveat\"]}");
        assertThat(patched.statusCode()).as(patched.asString()).isEqualTo(200);
        var now = Api.tree(patched);
        assertThat(now.has("description")).isFalse();
        assertThat(now.path("eventTypes")).hasSize(6);
        assertThat(now.path("entityTypes").toString()).isEqualTo("[\"caveat\"]");
        assertThat(now.path("url")).isEqualTo(created.path("url"));
        assertThat(patched.header("ETag")).isNotEqualTo(tag);
        assertThat(hooks.json(path)).isEqualTo(now);

        var url = hooks.patch(path, patched.header("ETag"), "{\"url\": \"https://9.9.9.9/\", \"entityTypes\": null}");
        assertThat(Api.tree(url).path("url").asText()).isEqualTo("https://9.9.9.9/");
        assertThat(Api.tree(url).has("entityTypes")).isFalse();

        var same = hooks.patch(path, url.header("ETag"), "{\"url\": \"https://9.9.9.9/\"}");
        assertThat(same.header("ETag")).isEqualTo(url.header("ETag"));
    }

    @Test
    void aPatchIsConditional() {
        var path = Hooks.path(hooks.create());
        var tag = hooks.as().get(path).header("ETag");
        assertThat(hooks.patch(path, tag, "{\"description\": \"a\"}").statusCode())
                .isEqualTo(200);
        Api.problem(hooks.patch(path, tag, "{\"description\": \"b\"}"), 412, "precondition-failed");
        Api.problem(hooks.patch(path, "W/" + tag, "{\"description\": \"b\"}"), 412, "precondition-failed");
        Api.problem(hooks.as().contentType(Editor.MERGE_PATCH).body("{}").patch(path), 428, "precondition-required");
        Api.problem(
                hooks.as()
                        .header("If-Match", "*")
                        .contentType("application/json")
                        .body("{}")
                        .patch(path),
                415,
                "unsupported-media-type");
        assertThat(hooks.json(path).path("description").asText()).isEqualTo("a");
    }

    @Test
    void whatIsDeletedIsGone() {
        var path = Hooks.path(hooks.create());
        assertThat(hooks.as().delete(path).statusCode()).isEqualTo(204);
        Api.problem(hooks.as().get(path), 404, "not-found");
        Api.problem(hooks.as().delete(path), 404, "not-found");
    }

    @Test
    void theListIsPagedNewestFirst() {
        List<String> made = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            made.add(0, hooks.create().path("id").asText());
        }
        List<String> listed = new ArrayList<>();
        for (String next = Hooks.PATH + "?limit=2"; next != null; ) {
            var page = hooks.json(next);
            assertThat(page.path("items").size()).isBetween(1, 2);
            page.path("items").forEach(item -> {
                assertThat(item.has("secret") || item.has("secrets")).isFalse();
                listed.add(item.path("id").asText());
            });
            next = page.path("next").asText(null);
        }
        assertThat(listed).isEqualTo(made);
        Api.problem(hooks.as().get(Hooks.PATH + "?limit=201"), 400, "invalid-parameter");
        Api.problem(hooks.as().get(Hooks.PATH + "?x=1"), 400, "invalid-parameter");
        Api.problem(hooks.as().get(Hooks.PATH + "?cursor=x"), 400, "invalid-cursor");
        var another = new Hooks(Keys.another(Scope.WEBHOOKS_MANAGE));
        var next = hooks.json(Hooks.PATH + "?limit=2").path("next").asText();
        Api.problem(another.as().get(next), 400, "invalid-cursor");
    }

    @Test
    void whatIsDisabledStaysAsItIsUntilItIsEnabled() {
        var webhook = hooks.create();
        var path = Hooks.path(webhook);
        var event = Api.tree(hooks.post(path + "/ping")).path("event").asText();
        for (int i = 0; i < 2; i++) {
            var disabled = Api.tree(hooks.post(path + "/disable"));
            assertThat(disabled.path("state").asText()).isEqualTo("DISABLED");
            assertThat(disabled.path("disabledReason").asText()).isEqualTo("REQUESTED");
        }
        assertThat(delivery(event)).isEqualTo("DEAD");
        Api.problem(hooks.post(path + "/ping"), 409, "conflict");
        for (int i = 0; i < 2; i++) {
            var enabled = Api.tree(hooks.post(path + "/enable"));
            assertThat(enabled.path("state").asText()).isEqualTo("ENABLED");
            assertThat(enabled.has("disabledReason")).isFalse();
        }
        assertThat(hooks.post(path + "/ping").statusCode()).isEqualTo(202);
    }

    @Test
    void whyItIsDisabledAndSinceWhenItFailsIsSaidUntilItIsEnabled() {
        var webhook = hooks.create();
        var path = Hooks.path(webhook);
        database.update("""
                update webhook_endpoint
                set state = 'DISABLED', disabled_reason = 'FAILING', failing_since = '2026-03-01T12:00:00Z' where id = ?
                """, UUID.fromString(webhook.path("id").asText()));
        hooks.post(path + "/disable");
        var read = hooks.json(path);
        assertThat(read.path("disabledReason").asText()).isEqualTo("FAILING");
        assertThat(read.path("failingSince").asText()).isEqualTo("2026-03-01T12:00:00Z");
        assertThat(Api.tree(hooks.post(path + "/enable")).has("failingSince")).isFalse();
    }

    @Test
    void aPingIsADeliveryToThisWebhookAlone() {
        var webhook =
                hooks.create("{\"url\": \"%s\", \"eventTypes\": [\"review.overdue\"], \"entityTypes\": [\"caveat\"]}"
                        .formatted(Hooks.URL));
        hooks.create();
        var response = hooks.post(Hooks.path(webhook) + "/ping");
        assertThat(response.statusCode()).as(response.asString()).isEqualTo(202);
        var event = Api.tree(response).path("event").asText();
        assertThat(database.query(
                        "select endpoint::text || ' ' || state from webhook_delivery where event = ?",
                        row -> row.getString(1),
                        event))
                .containsExactly(webhook.path("id").asText() + " PENDING");
        var payload = Api.parse(
                database.queryOne("select payload from webhook_event where id = ?", row -> row.getString(1), event)
                        .orElseThrow());
        assertThat(payload.path("type").asText()).isEqualTo("ping");
        assertThat(payload.at("/data/endpoint")).isEqualTo(webhook.path("id"));
        var schema = SchemaCheck.read(WebhookMessages.SCHEMA).at("/$defs/WebhookPinged");
        assertThat(SchemaCheck.of(schema).faults(payload)).isEmpty();
    }

    @Test
    void aRepeatedPingIsOne() {
        var path = Hooks.path(hooks.create()) + "/ping";
        List<String> events = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            events.add(Api.tree(hooks.as().header("Idempotency-Key", "p").post(path))
                    .path("event")
                    .asText());
        }
        assertThat(events.get(0)).isEqualTo(events.get(1));
    }

    @Test
    void aCallerHasAtMostFiftyHoweverManyItMakesAtOnce() throws Exception {
        for (int i = 0; i < 45; i++) {
            hooks.create();
        }
        List<Callable<Response>> posts = new ArrayList<>();
        for (int i = 0; i < 15; i++) {
            posts.add(() -> hooks.post(Hooks.PATH, "{\"url\": \"%s\"}".formatted(Hooks.URL)));
        }
        var threads = Executors.newFixedThreadPool(posts.size());
        int made = 0;
        try {
            for (Future<Response> answer : threads.invokeAll(posts)) {
                if (answer.get().statusCode() == 201) {
                    made++;
                } else {
                    Api.problem(answer.get(), 409, "conflict");
                }
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(made).isEqualTo(5);
        hooks.as().delete(Hooks.path(hooks.json(Hooks.PATH + "?limit=1").at("/items/0")));
        hooks.create();
    }

    @Test
    void whatIsAnothersIsNotFound() {
        var webhook = hooks.create();
        var path = Hooks.path(webhook);
        var before = rows();
        for (String bearer :
                List.of(Keys.another(Scope.WEBHOOKS_MANAGE), Keys.another(Scope.WEBHOOKS_MANAGE, Scope.SYNC_READ))) {
            var another = new Hooks(bearer);
            // Nothing tells one that is another's from one that there never was.
            for (String target : List.of(path, UNKNOWN, Hooks.PATH + "/none", Hooks.PATH + "/1-1-1-1-1")) {
                List<Response> answers = new ArrayList<>();
                answers.add(another.as().get(target));
                answers.add(another.patch(target, "*", "{\"url\": \"https://10.0.0.1/\"}"));
                answers.add(another.patch(target, "*", "{\"description\": \"mine\"}"));
                answers.add(another.as().delete(target));
                answers.add(another.post(target + "/rotate", "{}"));
                for (String step : List.of("/enable", "/disable", "/ping")) {
                    answers.add(another.post(target + step));
                }
                answers.forEach(answer -> assertThat(Api.problem(answer, 404, "not-found")
                                .path("detail")
                                .asText())
                        .isEqualTo("There is no webhook with this id"));
            }
            assertThat(another.json(Hooks.PATH).path("items")).isEmpty();
        }
        assertThat(rows()).isEqualTo(before);
    }

    @Test
    void anAdministratorSeesAllAndOwnsNoneOfThem() {
        var webhook = hooks.create();
        var admin = new Hooks(Keys.another(Scope.WEBHOOKS_MANAGE, Scope.ADMIN));
        assertThat(admin.json(Hooks.path(webhook)).path("owner").asText()).isEqualTo(owner);
        assertThat(admin.json(Hooks.PATH + "?limit=200").path("items"))
                .anyMatch(item -> item.path("id").equals(webhook.path("id")));
        assertThat(admin.post(Hooks.path(webhook) + "/disable").statusCode()).isEqualTo(200);
        assertThat(hooks.json(Hooks.path(webhook)).path("state").asText()).isEqualTo("DISABLED");
        assertThat(hooks.json(Hooks.path(webhook)).path("owner").asText()).isEqualTo(owner);
        Api.problem(Api.as(Keys.another(Scope.ADMIN)).get(Hooks.path(webhook)), 403, "forbidden");
    }

    @Test
    void aWebhookStaysItsOwnersWhenItsKeyIsRotated() {
        var webhook = hooks.create();
        var next = rotated(rotated(key));
        assertThat(next.json(Hooks.path(webhook)).path("owner").asText()).isEqualTo(owner);
        assertThat(next.create().path("owner").asText()).isEqualTo(owner);
        assertThat(hooks.json(Hooks.PATH).path("items")).hasSize(2);
    }

    private Hooks rotated(String bearer) {
        var response = Api.as(Keys.with(Scope.ADMIN))
                .contentType("application/json")
                .body("{}")
                .post("/v1/api-keys/%s/rotate"
                        .formatted(ApiKeySecret.parse(bearer).orElseThrow().id()));
        assertThat(response.statusCode()).as(response.asString()).isEqualTo(201);
        return new Hooks(Api.tree(response).path("key").asText());
    }

    private Hooks rotated(Hooks of) {
        return rotated(of.bearer());
    }

    private List<String> rows() {
        return Stored.rows(database).stream()
                .filter(row -> row.startsWith("webhook_"))
                .toList();
    }

    private String delivery(String event) {
        return database.queryOne("select state from webhook_delivery where event = ?", row -> row.getString(1), event)
                .orElseThrow();
    }

    private static JsonNode without(JsonNode node, String member) {
        var copy = node.<com.fasterxml.jackson.databind.node.ObjectNode>deepCopy();
        copy.remove(member);
        return copy;
    }
}
