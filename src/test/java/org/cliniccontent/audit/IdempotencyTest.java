package org.cliniccontent.audit;

import io.restassured.response.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.cliniccontent.access.Scope;
import org.cliniccontent.authentication.ApiKeySecret;
import org.cliniccontent.database.Database;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.Bundles;
import org.cliniccontent.testing.Keys;
import org.cliniccontent.testing.ServiceTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** A repeated request has one effect. */
@ServiceTest
class IdempotencyTest {

    private static final int MANY = 50;

    private final Database database;
    private final IdempotentRequests requests;
    private final String path = "/test/writes/" + Bundles.unique();

    IdempotencyTest(Database database, IdempotentRequests requests) {
        this.database = database;
        this.requests = requests;
    }

    @Test
    void aRepeatedRequestIsAnsweredTheSameAndDoesNothing() {
        var first = post(Keys.with(Scope.DRAFTS_WRITE), "\"a key\"".replace(' ', '-'), "{\"n\": 1}");
        var second = post(Keys.with(Scope.DRAFTS_WRITE), "a-key", "{\"n\": 1}");
        assertThat(first.statusCode()).isEqualTo(201);
        assertThat(first.header("Idempotent-Replayed")).isNull();
        assertThat(second.statusCode()).isEqualTo(201);
        assertThat(second.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(second.asByteArray()).isEqualTo(first.asByteArray());
        for (String header : List.of("ETag", "Location", "Content-Type")) {
            assertThat(second.header(header)).isEqualTo(first.header(header));
        }
        assertThat(effects()).isEqualTo(1);
    }

    @Test
    void withoutAKeyEveryRequestIsOne() {
        for (int i = 0; i < 2; i++) {
            Api.as(Keys.with(Scope.DRAFTS_WRITE))
                    .contentType("application/json")
                    .body("1")
                    .post(path);
        }
        assertThat(effects()).isEqualTo(2);
    }

    @Test
    void aKeyStandsForOneRequest() {
        var caller = Keys.another(Scope.DRAFTS_WRITE);
        assertThat(post(caller, "k", "1").statusCode()).isEqualTo(201);
        Api.problem(post(caller, "k", "2"), 422, "idempotency-key-reused");
        Api.problem(
                Api.as(caller)
                        .header("Idempotency-Key", "k")
                        .contentType("application/json")
                        .body("1")
                        .post(path + "?x=1"),
                422,
                "idempotency-key-reused");
        Api.problem(
                Api.as(caller)
                        .header("Idempotency-Key", "k")
                        .contentType("application/json")
                        .body("1")
                        .post(path + "x"),
                422,
                "idempotency-key-reused");
        assertThat(effects()).isEqualTo(1);
    }

    @Test
    void aKeyIsItsCallersOwn() {
        assertThat(post(Keys.another(Scope.DRAFTS_WRITE), "own", "1").statusCode())
                .isEqualTo(201);
        assertThat(post(Keys.another(Scope.DRAFTS_WRITE), "own", "1").header("Idempotent-Replayed"))
                .isNull();
        assertThat(effects()).isEqualTo(2);
    }

    @Test
    void whatWasRefusedMayBeTriedAgain() {
        var caller = Keys.another(Scope.DRAFTS_WRITE);
        Api.problem(post(caller, "again", "\"refuse\""), 422, "not-publishable");
        assertThat(post(caller, "again", "\"accept\"").statusCode()).isEqualTo(201);
        assertThat(effects()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\"\"", "a b", "a,b", "\"a", "a\"", "\"a\";b=c", "\"a\\b\"", "é"})
    void aMalformedKeyIsRefused(String key) {
        var problem = Api.problem(post(Keys.with(Scope.DRAFTS_WRITE), key, "1"), 400, "malformed-request");
        assertThat(problem.path("errors").path(0).path("header").asText()).isEqualTo("Idempotency-Key");
        assertThat(effects()).isZero();
    }

    @Test
    void theLengthOfAKeyIsBounded() {
        var caller = Keys.another(Scope.DRAFTS_WRITE);
        assertThat(post(caller, "\"" + "x".repeat(200) + "\"", "1").statusCode())
                .isEqualTo(201);
        Api.problem(post(caller, "x".repeat(201), "1"), 400, "malformed-request");
    }

    @Test
    void twoKeysAreRefused() {
        var response = Api.as(Keys.with(Scope.DRAFTS_WRITE))
                .header("Idempotency-Key", "one", "two")
                .contentType("application/json")
                .body("1")
                .post(path);
        Api.problem(response, 400, "malformed-request");
    }

    @Test
    void ofManyAtOnceOneHasTheEffect() throws Exception {
        var caller = Keys.another(Scope.DRAFTS_WRITE);
        List<Callable<Response>> posts = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            posts.add(() -> post(caller, "many", "{\"n\": 1}"));
        }
        var threads = Executors.newFixedThreadPool(MANY);
        try {
            List<String> tags = new ArrayList<>();
            for (Future<Response> answer : threads.invokeAll(posts)) {
                var response = answer.get();
                if (response.statusCode() == 409) {
                    Api.problem(response, 409, "conflict");
                } else {
                    assertThat(response.statusCode()).as(response.asString()).isEqualTo(201);
                    tags.add(response.header("ETag"));
                }
            }
            assertThat(tags).isNotEmpty();
            assertThat(tags.stream().distinct()).hasSize(1);
        } finally {
            threads.shutdownNow();
        }
        assertThat(effects()).isEqualTo(1);
    }

    @Test
    void aNewKeyIsNotShownAgain() {
        var admin = Keys.another(Scope.ADMIN);
        var body = "{\"name\": \"%s\", \"scopes\": [\"admin\"]}".formatted(Bundles.unique());
        Response[] answers = new Response[2];
        for (int i = 0; i < 2; i++) {
            answers[i] = Api.as(admin)
                    .header("Idempotency-Key", "create")
                    .contentType("application/json")
                    .body(body)
                    .post("/v1/api-keys");
            assertThat(answers[i].statusCode()).isEqualTo(201);
        }
        var first = Api.tree(answers[0]);
        var second = Api.tree(answers[1]);
        assertThat(second.has("key")).isFalse();
        assertThat(second.path("id")).isEqualTo(first.path("id"));
        assertThat(answers[1].header("Location")).isEqualTo(answers[0].header("Location"));
        assertThat(database.query("select convert_from(body, 'UTF8') from idempotent_request", row -> row.getString(1)))
                .noneMatch(stored -> stored.contains("cc_"));
    }

    @Test
    void afterAWeekItIsForgotten() {
        var caller = Keys.another(Scope.DRAFTS_WRITE);
        post(caller, "old", "1");
        requests.purge();
        assertThat(post(caller, "old", "1").header("Idempotent-Replayed")).isEqualTo("true");
        database.update(
                "update idempotent_request set created_at = created_at - interval '8 days' where caller = ?",
                "key:" + ApiKeySecret.parse(caller).orElseThrow().id());
        requests.purge();
        assertThat(post(caller, "old", "1").header("Idempotent-Replayed")).isNull();
    }

    private Response post(String bearer, String key, String body) {
        return Api.as(bearer)
                .header("Idempotency-Key", key)
                .contentType("application/json")
                .body(body)
                .post(path);
    }

    /** Each effect is recorded in its own transaction. */
    private int effects() {
        return database.queryOne(
                        "select count(*) from audit_event where path = ? and status < 400", row -> row.getInt(1), path)
                .orElseThrow();
    }
}
