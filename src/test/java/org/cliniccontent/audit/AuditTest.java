package org.cliniccontent.audit;

import com.fasterxml.jackson.databind.JsonNode;
import io.restassured.response.Response;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.cliniccontent.access.Scope;
import org.cliniccontent.authentication.ApiKeySecret;
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
    private final Refusals refusals;
    private final AuditSeals seals;
    private final AuditPartitions partitions;
    private final String path = "/test/writes/" + Bundles.unique();

    AuditTest(Database database, Refusals refusals, AuditSeals seals, AuditPartitions partitions) {
        this.database = database;
        this.refusals = refusals;
        this.seals = seals;
        this.partitions = partitions;
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
        var problem = Api.problem(refusedWrite(), 422, "not-publishable");
        var event = only();
        assertThat(event.path("status").asInt()).isEqualTo(422);
        assertThat(event.path("problem").asText()).isEqualTo("not-publishable");
        assertThat(event.path("detail").asText()).isEqualTo("This is refused");
        assertThat(event.path("traceId")).isEqualTo(problem.path("traceId"));
    }

    private Response refusedWrite() {
        return Api.as(Keys.with(Scope.DRAFTS_WRITE))
                .contentType("application/json")
                .body("\"refuse\"")
                .post(path);
    }

    @Test
    void whoMayNotIsRecordedWhateverTheMethod() {
        Api.problem(Api.given().get(path), 401, "unauthorized");
        Api.problem(Api.as(Keys.with(Scope.SYNC_READ)).get(path), 403, "forbidden");
        Api.problem(Api.as(ApiKeySecret.generate().secret()).get(path), 401, "unauthorized");
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
        var secret = ApiKeySecret.generate().secret();
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
            refusedWrite();
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

    @Test
    void anonymousRefusalsThatAreAlikeAreOneEventAndACount() {
        for (int i = 0; i < 5; i++) {
            Api.given().post(path);
        }
        assertThat(only().path("count").asInt()).isEqualTo(1);
        refusals.flush();
        refusals.flush();
        var events = events("path=" + path);
        assertThat(events).extracting(event -> event.path("count").asInt()).containsExactly(4, 1);
        assertThat(Instant.parse(events.get(0).path("until").asText()))
                .isAfterOrEqualTo(Instant.parse(events.get(0).path("at").asText()));
        assertThat(events.get(0).path("address").asText()).isEqualTo("127.0.0.1");
    }

    @Test
    void refusalsOfACallerAreOneEventEach() {
        for (int i = 0; i < 3; i++) {
            refusedWrite();
        }
        refusals.flush();
        assertThat(events("path=" + path))
                .hasSize(3)
                .allMatch(event -> event.path("count").asInt() == 1);
    }

    @Test
    void whatIsLongIsCut() {
        Api.given().post(path + "/" + "%41x".repeat(1_800));
        RawHttp.send(
                "M" + "O".repeat(1_000) + " " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        Api.as(ApiKeySecret.generate().secret()).get(path + "/" + "y".repeat(7_000));
        assertThat(events("path=" + path))
                .hasSizeGreaterThanOrEqualTo(2)
                .allMatch(event -> event.path("path").asText().length() <= AuditEvent.MAX_PATH)
                .allMatch(event -> event.path("method").asText().length() <= AuditEvent.MAX_METHOD);
        assertThat(database.query(
                        "select max(octet_length(e::text)) from audit_event e where starts_with(path, ?)",
                        row -> row.getInt(1),
                        path))
                .allMatch(bytes -> bytes < 1_000);
    }

    @Test
    void noEventHasAQuery() {
        Api.given().post(path + "?name=of-a-patient");
        assertThat(only().toString()).doesNotContain("patient");
    }

    @Test
    void tokensAreNowhereInTheLog() {
        var token = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJl";
        Api.given().post("/test/writes/" + token);
        Api.given().post("/test/writes/" + token.replace(".", "%2E"));
        RawHttp.get("/v1", "Authorization: Bearer " + token);
        Api.as(Keys.with(Scope.ADMIN))
                .contentType("application/json")
                .body("{\"name\": \"%s\", \"scopes\": [\"admin\"], \"%s\": 1}".formatted(token, token))
                .post("/v1/api-keys");
        assertThat(database.query("select e::text from audit_event e", row -> row.getString(1)))
                .isNotEmpty()
                .noneMatch(event -> event.contains("eyJzdWI"));
    }

    @Test
    void theChainOfSealsIsCheckedAndItsHeadIsShown() {
        Api.given().post(path);
        long id = only().path("id").asLong();
        seals.seal();
        var head = json("/v1/audit?limit=1").path("head");
        var pages = sealPages();
        assertThat(pages).allMatch(page -> page.path("intact").asBoolean());
        var lastPage = pages.get(pages.size() - 1);
        var last = lastPage.path("items").get(lastPage.path("items").size() - 1);
        assertThat(last.path("number")).isEqualTo(head.path("seal"));
        assertThat(last.path("hash")).isEqualTo(head.path("hash"));
        var number = last.path("number").asText();
        change(id, "/changed");
        var changed = json("/v1/audit/seals?limit=1&from=" + number);
        change(id, path);
        assertThat(changed.path("intact").asBoolean()).isFalse();
        assertThat(changed.path("items").get(0).path("fault").asText()).contains("changed");
        assertThat(json("/v1/audit/seals?from=" + number).path("intact").asBoolean())
                .isTrue();
    }

    private static List<JsonNode> sealPages() {
        List<JsonNode> pages = new ArrayList<>();
        for (String next = "/v1/audit/seals?limit=2"; next != null; ) {
            var page = json(next);
            pages.add(page);
            next = page.path("next").asText(null);
        }
        return pages;
    }

    /** As only a superuser may. */
    private void change(long id, String to) {
        database.update("do $$ begin set local session_replication_role = replica; " + "update audit_event set path = '"
                + to + "' where id = " + id + "; end $$");
    }

    @Test
    void partitionsAreMadeAheadAndOnce() {
        var count = "select count(*) from audit_partition";
        partitions.maintain();
        long before = database.queryOne(count, row -> row.getLong(1)).orElseThrow();
        partitions.maintain();
        assertThat(database.queryOne(count, row -> row.getLong(1))).contains(before);
        assertThat(before).isGreaterThanOrEqualTo(3);
    }

    @Test
    void nothingIsPrunedThatIsNotOldEnough() {
        Api.given().post(path);
        assertThat(partitions.prune(LocalDate.parse("2020-01-01"), "a test")).isFalse();
        assertThat(events("path=" + path)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x=1", "from=0", "from=x", "limit=201", "cursor=x"})
    void aSealThatIsNotThereCannotBeAskedFor(String query) {
        assertThat(Api.as(Keys.with(Scope.ADMIN))
                        .get("/v1/audit/seals?" + query)
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void onlyAdministratorsCheckTheLog() {
        Api.problem(Api.given().get("/v1/audit/seals"), 401, "unauthorized");
        Api.problem(Api.as(Keys.with(Scope.DRAFTS_WRITE)).get("/v1/audit/seals"), 403, "forbidden");
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
        return "key:" + ApiKeySecret.parse(key).orElseThrow().id();
    }
}
