package org.cliniccontent.access;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.cliniccontent.database.Database;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.Bundles;
import org.cliniccontent.testing.Keys;
import org.cliniccontent.testing.RawHttp;
import org.cliniccontent.testing.ServiceTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What was done, and what was refused, is recorded, and stays. */
@ServiceTest
class AuditTest {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

    private final Database database;
    private final String path = "/test/writes/" + Bundles.unique();

    AuditTest(Database database) {
        this.database = database;
    }

    @Test
    void aWriteIsRecordedWithWhoMadeIt() {
        var key = Keys.another(Scope.DRAFTS_WRITE);
        var response = Api.as(key)
                .header("traceparent", "00-" + TRACE + "-00f067aa0ba902b7-01")
                .contentType("application/json")
                .body("1")
                .post(path);
        assertThat(response.statusCode()).isEqualTo(201);
        var event = only();
        assertThat(event.path("caller").asText()).isEqualTo(caller(key));
        assertThat(event.path("callerName").asText()).startsWith("Test");
        assertThat(event.path("address").asText()).isEqualTo("127.0.0.1");
        assertThat(event.path("method").asText()).isEqualTo("POST");
        assertThat(event.path("status").asInt()).isEqualTo(201);
        assertThat(event.path("traceId").asText()).isEqualTo(TRACE);
        assertThat(event.has("problem")).isFalse();
        assertThat(Instant.parse(event.path("at").asText())).isBeforeOrEqualTo(Instant.now());
    }

    @Test
    void aWriteThatIsRefusedIsRecordedWithWhy() {
        var response = Api.as(Keys.with(Scope.DRAFTS_WRITE))
                .contentType("application/json")
                .body("\"refuse\"")
                .post(path);
        var problem = Api.problem(response, 422, "not-publishable");
        var event = only();
        assertThat(event.path("status").asInt()).isEqualTo(422);
        assertThat(event.path("problem").asText()).isEqualTo("not-publishable");
        assertThat(event.path("detail").asText()).isEqualTo("This is refused");
        assertThat(event.path("traceId")).isEqualTo(problem.path("traceId"));
    }

    @Test
    void whoMayNotIsRecordedWhateverTheMethod() {
        Api.problem(Api.given().get(path), 401, "unauthorized");
        Api.problem(Api.as(Keys.with(Scope.SYNC_READ)).get(path), 403, "forbidden");
        Api.problem(Api.as(KeyText.generate().secret()).get(path), 401, "unauthorized");
        assertThat(events("path=" + path))
                .extracting(event -> event.path("status").asInt())
                .containsExactly(401, 403, 401);
        assertThat(events("path=" + path + "&caller=anonymous")).hasSize(2);
    }

    @Test
    void aReadThatFindsNothingIsNot() {
        Api.problem("/v1/conditions/" + path.substring(13), 404, "not-found");
        assertThat(events("path=/v1/conditions/" + path.substring(13))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/nowhere/", "/v1/conditions/"})
    void aWriteToWhereThereIsNoneIsRecordedBeforeItIsAnswered(String where) {
        var target = where + path.substring(13);
        assertThat(Api.given().post(target).statusCode()).isIn(404, 405);
        assertThat(events("path=" + target)).hasSize(1);
    }

    @Test
    void keysAreNowhereInTheLog() {
        var secret = KeyText.generate().secret();
        var admin = Keys.another(Scope.ADMIN);
        Api.as(admin).get("/v1/api-keys/" + secret);
        Api.as(admin).delete("/v1/api-keys/" + secret);
        Api.as(secret).post("/v1/" + secret);
        Api.given().post("/test/writes/" + secret);
        RawHttp.get("/v1", "Authorization: " + secret, "Authorization: Bearer " + secret);
        RawHttp.get("/v1?key=" + secret, "Authorization: Basic " + secret);
        Api.as(admin)
                .contentType("application/json")
                .body("{\"name\": \"%s\", \"scopes\": [\"admin\"], \"%s\": 1}".formatted(secret, secret))
                .post("/v1/api-keys");
        assertThat(database.query("select e::text from audit_event e", row -> row.getString(1)))
                .isNotEmpty()
                .noneMatch(event -> event.contains("cc_"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update audit_event set caller = 'x'",
                "delete from audit_event",
                "truncate audit_event",
                "delete from audit_event where id = (select max(id) from audit_event)"
            })
    void theLogCannotBeChanged(String sql) {
        Api.given().post(path);
        assertThatThrownBy(() -> database.update(sql)).hasMessageContaining("append-only");
    }

    @Test
    void filtersMustAllHold() {
        Api.given().post(path);
        Api.given().post(path + "/deeper");
        Api.given().delete(path);
        assertThat(events("path=" + path)).hasSize(3);
        assertThat(events("path=" + path + "&method=POST")).hasSize(2);
        assertThat(events("path=" + path + "/&method=POST")).hasSize(1);
        assertThat(events("path=" + path + "&status=404")).hasSize(1);
        assertThat(events("path=" + path + "&status=404&method=DELETE")).isEmpty();
        assertThat(events("path=" + path + "&since=2026-01-01&until=9999-12-31"))
                .hasSize(3);
        assertThat(events("path=" + path + "&since=9999-01-01")).isEmpty();
        assertThat(events("path=" + path + "&until=2020-01-01T00:00:00Z")).isEmpty();
        assertThat(events("path=%25")).isEmpty();
    }

    @Test
    void pagesAreNewestFirstAndHoldForTheirFilters() {
        for (int i = 0; i < 5; i++) {
            Api.given().post(path);
        }
        List<Long> ids = new ArrayList<>();
        var first = json("/v1/audit?limit=2&path=" + path);
        for (JsonNode page = first; ; page = json(page.path("next").asText())) {
            page.path("items").forEach(event -> ids.add(event.path("id").asLong()));
            if (!page.has("next")) {
                break;
            }
        }
        assertThat(ids).hasSize(5).isSortedAccordingTo((a, b) -> Long.compare(b, a));
        var cursor = first.path("next").asText().replaceAll(".*cursor=", "");
        Api.problem(Api.as(Keys.with(Scope.ADMIN)).get("/v1/audit?cursor=" + cursor), 400, "invalid-cursor");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x=1", "status=99", "status=x", "method=post", "since=yesterday", "limit=201", "path="})
    void aFilterThatIsNotValidIsRefused(String query) {
        Api.problem(Api.as(Keys.with(Scope.ADMIN)).get("/v1/audit?" + query), 400, "invalid-parameter");
    }

    private JsonNode only() {
        var events = events("path=" + path);
        assertThat(events).hasSize(1);
        return events.get(0);
    }

    private static List<JsonNode> events(String query) {
        List<JsonNode> events = new ArrayList<>();
        json("/v1/audit?" + query).path("items").forEach(events::add);
        return events;
    }

    private static JsonNode json(String target) {
        var response = Api.as(Keys.with(Scope.ADMIN)).get(target);
        assertThat(response.statusCode()).as(response.asString()).isEqualTo(200);
        return Api.tree(response);
    }

    private static String caller(String key) {
        return "key:" + KeyText.parse(key).orElseThrow().id();
    }
}
