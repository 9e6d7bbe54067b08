package org.cliniccontent.authentication;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.StreamSupport;
import org.cliniccontent.access.Scope;
import org.cliniccontent.database.Database;
import org.cliniccontent.http.body.SchemaCheck;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.Bundles;
import org.cliniccontent.testing.Keys;
import org.cliniccontent.testing.ServiceTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** That a key ends is told beforehand and when it has: its owner, the audit log and monitoring, each once. */
@ServiceTest
class KeyExpiryCheckTest {

    private final KeyExpiryCheck ends;
    private final Database database;
    private final MeterRegistry meters;
    private final Clock clock;
    private final String owner = "person:" + Bundles.unique();
    private JsonNode manager;
    private String webhook;

    KeyExpiryCheckTest(KeyExpiryCheck ends, Database database, MeterRegistry meters, Clock clock) {
        this.ends = ends;
        this.database = database;
        this.meters = meters;
        this.clock = clock;
    }

    @BeforeEach
    void listen() {
        ends.look();
        manager = key(Duration.ofDays(300));
        var made = Api.as(manager.path("key").asText())
                .contentType("application/json")
                .body("{\"url\": \"https://1.1.1.1/hooks\"}")
                .post("/v1/webhooks");
        assertThat(made.statusCode()).as(made.asString()).isEqualTo(201);
        webhook = Api.tree(made).path("id").asText();
    }

    @AfterEach
    void leave() {
        database.update("delete from webhook_endpoint where id = ?::uuid", webhook);
    }

    @Test
    void itsOwnerIsToldAtEachNoticeAndWhenItHasEnded() {
        var key = key(Duration.ofDays(15));
        lookTwice();
        assertThat(told()).isEmpty();
        endsIn(key, "13 days");
        lookTwice();
        assertThat(told()).containsExactly("key.expiring EXPIRING");
        endsIn(key, "20 hours");
        lookTwice();
        assertThat(told()).hasSize(2);
        endsIn(key, "-1 s");
        lookTwice();
        assertThat(told()).containsExactly("key.expiring EXPIRING", "key.expiring EXPIRING", "key.ended EXPIRED");
        assertThat(recorded(key)).hasSize(3).last().asString().startsWith("It expired at ");
    }

    @Test
    void oneThatLastsShortlyIsAnnouncedOnce() {
        key(Duration.ofMinutes(5));
        lookTwice();
        assertThat(told()).containsExactly("key.expiring EXPIRING");
    }

    @Test
    void thatItWasRevokedIsToldToo() {
        var key = key(Duration.ofDays(300));
        Api.as(Keys.with(Scope.ADMIN)).delete("/v1/api-keys/" + id(key));
        lookTwice();
        assertThat(told()).containsExactly("key.ended REVOKED");
    }

    @Test
    void theKeyThatReplacesItIsNamed() {
        var key = key(Duration.ofDays(300));
        var next = Api.tree(Api.as(Keys.with(Scope.ADMIN))
                .contentType("application/json")
                .body("{\"overlapSeconds\": 600}")
                .post("/v1/api-keys/%s/rotate".formatted(id(key))));
        lookTwice();
        assertThat(payloads()).singleElement().satisfies(event -> {
            assertThat(event.at("/data/key").asText()).isEqualTo(id(key));
            assertThat(event.at("/data/replacedBy").asText()).isEqualTo(id(next));
        });
    }

    @Test
    void othersAreNotTold() {
        Api.as(Keys.with(Scope.ADMIN))
                .contentType("application/json")
                .body("{\"name\": \"x\", \"scopes\": [\"sync:read\"], \"owner\": \"%s.other\", \"expiresAt\": \"%s\"}"
                        .formatted(owner, clock.instant().plusSeconds(600)))
                .post("/v1/api-keys");
        lookTwice();
        assertThat(told()).isEmpty();
    }

    @Test
    void ofSeveralReplicasOneTells() throws Exception {
        for (int i = 0; i < 5; i++) {
            key(Duration.ofHours(2));
        }
        var threads = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Void>> looks = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                looks.add(() -> {
                    ends.look();
                    return null;
                });
            }
            for (Future<Void> done : threads.invokeAll(looks)) {
                done.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(told()).hasSize(5);
    }

    @Test
    void monitoringIsTold() {
        key(Duration.ofMinutes(10));
        ends.look();
        assertThat(meters.get("clinic.keys.expiring").gauge().value()).isPositive();
        assertThat(meters.get("clinic.keys.next.end").gauge().value()).isBetween(0.0, 600.0);
    }

    @Test
    void whatOlderVersionsHadEndedIsNoNews() {
        var key = key(Duration.ofDays(300));
        database.update("update api_key set end_announced = 0 where id = ?", id(key));
        endsIn(key, "-1 day");
        lookTwice();
        assertThat(told()).isEmpty();
    }

    private void lookTwice() {
        ends.look();
        ends.look();
    }

    private JsonNode key(Duration lifetime) {
        var response = Api.as(Keys.with(Scope.ADMIN))
                .contentType("application/json")
                .body("{\"name\": \"x\", \"scopes\": [\"webhooks:manage\"], \"owner\": \"%s\", \"expiresAt\": \"%s\"}"
                        .formatted(owner, clock.instant().plus(lifetime)))
                .post("/v1/api-keys");
        assertThat(response.statusCode()).as(response.asString()).isEqualTo(201);
        return Api.tree(response);
    }

    private void endsIn(JsonNode key, String interval) {
        database.update("update api_key set expires_at = now() + ?::interval where id = ?", interval, id(key));
    }

    private List<JsonNode> payloads() {
        var events = database.query("""
                        select v.payload from webhook_delivery d join webhook_event v on v.id = d.event
                        where d.endpoint = ?::uuid order by v.created_at
                        """, row -> Api.parse(row.getString(1)), webhook);
        events.forEach(KeyExpiryCheckTest::checkAsTheContractHasIt);
        return events;
    }

    private static void checkAsTheContractHasIt(JsonNode event) {
        var schemas = SchemaCheck.read("/schemas/webhook-events.schema.json").path("$defs");
        var schema = StreamSupport.stream(schemas.spliterator(), false)
                .filter(each -> each.at("/properties/type/const").equals(event.path("type")))
                .findFirst()
                .orElseThrow();
        assertThat(SchemaCheck.of(schema).faults(event)).isEmpty();
    }

    private List<String> told() {
        return payloads().stream()
                .map(event -> event.path("type").asText()
                        + ' '
                        + event.at("/data/reason").asText())
                .toList();
    }

    private static List<String> recorded(JsonNode key) {
        var events = Api.tree(Api.as(Keys.with(Scope.ADMIN))
                .get("/v1/audit?caller=system&method=ANNOUNCE&path=/v1/api-keys/" + id(key)));
        var details = new ArrayList<>(events.path("items").findValuesAsText("detail"));
        java.util.Collections.reverse(details);
        return details;
    }

    private static String id(JsonNode key) {
        return key.path("id").asText();
    }
}
