package org.cliniccontent.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.cliniccontent.access.Scope;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.Keys;
import org.cliniccontent.testing.ServiceTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** A partner reads its deliveries, and replays them. */
@ServiceTest
class DeliveryLogTest {

    private static final String RANGE = "{\"since\": \"2020-01-01T00:00:00Z\"}";
    private static final String WHOLE_RANGE = "{\"since\": \"2020-01-01T00:00:00Z\", \"onlyFailed\": false}";

    private final Sending sending;
    private final String key = Keys.another(Scope.WEBHOOKS_MANAGE);
    private final String owner = "key:" + key.substring("cc_".length(), "cc_".length() + 12);

    @Inject
    DeliveryLogTest(Sending sending) {
        this.sending = sending;
    }

    @BeforeEach
    void reset() {
        sending.reset();
    }

    @AfterEach
    void end() throws InterruptedException, IOException {
        sending.end();
    }

    private static String path(UUID endpoint, String rest) {
        return "/v1/webhooks/" + endpoint + rest;
    }

    private JsonNode read(UUID endpoint, String rest) {
        var response = Api.as(key).get(path(endpoint, rest));
        assertThat(response.statusCode()).as(response.asString()).isEqualTo(200);
        return Api.tree(response);
    }

    private Response replay(UUID endpoint, String event) {
        return Api.as(key).post(path(endpoint, "/deliveries/" + event + "/replay"));
    }

    private Response replayMany(UUID endpoint, String body) {
        return Api.as(key).contentType("application/json").body(body).post(path(endpoint, "/replay"));
    }

    private void disable(UUID endpoint) {
        QuarkusTransaction.requiringNew()
                .run(() -> sending.endpoints.disable(endpoint, Endpoint.DisabledReason.REQUESTED));
    }

    private void enable(UUID endpoint) {
        QuarkusTransaction.requiringNew().run(() -> sending.endpoints.enable(endpoint));
    }

    @Test
    void eachDeliveryIsShownWithItsAttempts() throws Exception {
        var receiver = sending.receiver().then(Receiver.status(500)).then(Receiver.reset());
        var endpoint = sending.endpoint(owner, receiver.url());
        var event = sending.queued();
        var begun = sending.clock.instant();
        assertThat(read(endpoint, "/deliveries").path("items")).hasSize(1);
        assertThat(read(endpoint, "/deliveries").at("/items/0"))
                .isEqualTo(Api.parse("""
                        {"event": "%s", "type": "release.published", "state": "PENDING", "tries": 0,
                         "createdAt": "%s", "nextAt": "%s"}
                        """.formatted(event, begun, begun)));
        sending.start();
        sending.awaitTries(endpoint, event, 1);
        sending.clock.pass(Duration.ofSeconds(5));
        sending.awaitTries(endpoint, event, 2);
        var pending = read(endpoint, "/deliveries/" + event);
        assertThat(pending.path("nextAt").asText())
                .isEqualTo(sending.clock.instant().plus(Duration.ofMinutes(5)).toString());
        assertThat(pending.path("payload")).isEqualTo(Api.parse("{\"type\": \"release.published\"}"));
        assertThat(pending.path("attempts")).hasSize(2);
        assertThat(pending.at("/attempts/0/error").asText()).contains("connection was closed");
        assertThat(pending.at("/attempts/0")).isEqualTo(pending.path("lastAttempt"));
        assertThat(pending.at("/attempts/1/status").asInt()).isEqualTo(500);
        assertThat(pending.at("/attempts/1/at").asText()).isEqualTo(begun.toString());

        sending.clock.pass(Duration.ofMinutes(5));
        sending.awaitTries(endpoint, event, 3);
        var delivered = read(endpoint, "/deliveries").at("/items/0");
        assertThat(delivered.path("state").asText()).isEqualTo("DELIVERED");
        assertThat(delivered.has("nextAt")).isFalse();
        assertThat(delivered.at("/lastAttempt/status").asInt()).isEqualTo(200);
    }

    @Test
    void theNewestComeFirstPageByPage() {
        var endpoint = sending.endpoint(owner, "https://partner.example/");
        List<String> events = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            events.add(0, sending.queued());
            sending.clock.pass(Duration.ofMillis(1));
        }
        List<String> read = new ArrayList<>();
        int pages = 0;
        for (var next = path(endpoint, "/deliveries?limit=2&state=PENDING"); next != null; pages++) {
            var page = Api.tree(Api.as(key).get(next));
            page.path("items").forEach(item -> read.add(item.path("event").asText()));
            next = page.path("next").asText(null);
        }
        assertThat(read).isEqualTo(events);
        assertThat(pages).isEqualTo(3);
        assertThat(read(endpoint, "/deliveries?state=DEAD").path("items")).isEmpty();
    }

    @Test
    void aDeliveryIsReplayedUnderTheSameId() throws Exception {
        var receiver = sending.receiver();
        var endpoint = sending.endpoint(owner, receiver.url());
        var event = sending.queued();
        sending.start();
        sending.awaitTries(endpoint, event, 1);
        var replayed = replay(endpoint, event);
        assertThat(replayed.statusCode()).as(replayed.asString()).isEqualTo(202);
        assertThat(Api.tree(replayed).path("state").asText()).isEqualTo("PENDING");
        // By the clock of the service, which is ahead of the one that is set.
        sending.clock.pass(Duration.ofHours(1));
        Sending.await(() -> receiver.received().size() == 2, () -> "it is sent: " + receiver.received());
        assertThat(receiver.received()).allMatch(request -> request.id().equals(event));
        assertThat(sending.awaitTries(endpoint, event, 1).state()).isEqualTo("DELIVERED");
    }

    @Test
    void whatWasGivenUpIsReplayedTogether() {
        var endpoint = sending.endpoint(owner, "https://partner.example/");
        var dead = sending.queued();
        disable(endpoint);
        var missed = sending.queued();
        Api.problem(replayMany(endpoint, RANGE), 409, "conflict");
        Api.problem(replay(endpoint, dead), 409, "conflict");
        enable(endpoint);
        var replayed = replayMany(endpoint, RANGE);
        assertThat(replayed.statusCode()).as(replayed.asString()).isEqualTo(202);
        assertThat(Api.tree(replayed)).isEqualTo(Api.parse("{\"replayed\": 1}"));
        assertThat(sending.kept(endpoint, dead).state()).isEqualTo("PENDING");
        assertThat(Api.tree(replayMany(endpoint, RANGE)).path("replayed").asInt())
                .isZero();
        Api.problem(replay(endpoint, missed), 404, "not-found");
    }

    @Test
    void whatAnEndpointWasNeverToldOfIsReplayedAsFarAsItSubscribes() {
        sending.queued();
        sending.clock.pass(Duration.ofSeconds(1));
        var endpoint = sending.endpoint(
                owner, "https://partner.example/", List.of("release.published", "webhook.disabled"), List.of("caveat"));
        // It is made by the service's clock.
        sending.clock.pass(Duration.ofHours(1));
        disable(endpoint);
        var missed = event(EventType.RELEASE_PUBLISHED, "caveat", "condition");
        event(EventType.RELEASE_PUBLISHED, "treatment");
        event(EventType.ENTITY_WITHDRAWN, "caveat");
        // That another owner's endpoint is disabled is nobody else's business.
        event(EventType.WEBHOOK_DISABLED);
        enable(endpoint);
        var until = sending.clock.instant().plusSeconds(60);
        var body = "{\"since\": \"2020-01-01T00:00:00Z\", \"until\": \"%s\", \"onlyFailed\": false}".formatted(until);
        assertThat(Api.tree(replayMany(endpoint, body)).path("replayed").asInt())
                .isEqualTo(1);
        assertThat(sending.kept(endpoint, missed).state()).isEqualTo("PENDING");
    }

    private String event(EventType type, String... entityTypes) {
        var event = WebhookEvent.of(type, List.of(entityTypes), "{}");
        QuarkusTransaction.requiringNew().run(() -> sending.outbox().queue(List.of(event)));
        return event.id();
    }

    @Test
    void whatArrivedIsReplayedIfThatIsWanted() throws Exception {
        var receiver = sending.receiver();
        var endpoint = sending.endpoint(owner, receiver.url());
        var event = sending.queued();
        sending.start();
        sending.awaitTries(endpoint, event, 1);
        assertThat(Api.tree(replayMany(endpoint, RANGE)).path("replayed").asInt())
                .isZero();
        assertThat(Api.tree(replayMany(endpoint, WHOLE_RANGE)).path("replayed").asInt())
                .isEqualTo(1);
    }

    @Test
    void aRepeatedRequestReplaysOnce() {
        var endpoint = sending.endpoint(owner, "https://partner.example/");
        sending.queued();
        disable(endpoint);
        enable(endpoint);
        for (int i = 0; i < 2; i++) {
            var response = Api.as(key)
                    .header("Idempotency-Key", "\"replay\"")
                    .contentType("application/json")
                    .body(RANGE)
                    .post(path(endpoint, "/replay"));
            assertThat(Api.tree(response).path("replayed").asInt()).isEqualTo(1);
        }
    }

    @Test
    void nobodyElseCanSeeOrReplayIt() {
        var endpoint = sending.endpoint(owner, "https://partner.example/");
        var event = sending.queued();
        var other = Keys.another(Scope.WEBHOOKS_MANAGE);
        for (String rest : List.of("/deliveries", "/deliveries/" + event)) {
            Api.problem(Api.as(other).get(path(endpoint, rest)), 404, "not-found");
        }
        Api.problem(Api.as(other).post(path(endpoint, "/deliveries/" + event + "/replay")), 404, "not-found");
        Api.problem(
                Api.as(other).contentType("application/json").body(RANGE).post(path(endpoint, "/replay")),
                404,
                "not-found");
        var administrator = Keys.another(Scope.WEBHOOKS_MANAGE, Scope.ADMIN);
        assertThat(Api.as(administrator)
                        .get(path(endpoint, "/deliveries/" + event))
                        .statusCode())
                .isEqualTo(200);

        // Of another webhook of the same owner.
        var second = sending.endpoint(owner, "https://partner.example/");
        Api.problem(Api.as(key).get(path(second, "/deliveries/" + event)), 404, "not-found");
        Api.problem(replay(second, event), 404, "not-found");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"?state=dead", "?state=", "?limit=0", "?limit=201", "?since=2020-01-01", "?state=DEAD&state=DEAD"
            })
    void aParameterThatIsNotValidIsRefused(String query) {
        var endpoint = sending.endpoint(owner, "https://partner.example/");
        Api.problem(Api.as(key).get(path(endpoint, "/deliveries" + query)), 400, "invalid-parameter");
    }

    @Test
    void aCursorOfAnotherStateIsRefused() {
        var endpoint = sending.endpoint(owner, "https://partner.example/");
        sending.queued();
        sending.queued();
        var next = read(endpoint, "/deliveries?limit=1").path("next").asText();
        Api.problem(Api.as(key).get(next + "&state=DEAD"), 400, "invalid-cursor");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|/since",
                "{\"since\": 5}|/since",
                "{\"since\": \"yesterday\"}|/since",
                "{\"since\": \"1969-01-01T00:00:00Z\"}|/since",
                "{\"since\": \"2026-01-01T00:00:00Z\", \"until\": null}|/until",
                "{\"since\": \"2026-01-01T00:00:00Z\", \"onlyFailed\": \"no\"}|/onlyFailed",
                "{\"since\": \"2026-01-01T00:00:00Z\", \"other\": 1}|/other"
            })
    void aBodyThatIsNotValidIsRefused(String body, String pointer) {
        var endpoint = sending.endpoint(owner, "https://partner.example/");
        var problem = Api.problem(replayMany(endpoint, body), 400, "invalid-body");
        assertThat(problem.path("errors").findValuesAsText("pointer")).containsExactly(pointer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"msg_", "msg_2KWPBgLlAfxdpx2AI54pPJ85", "x%00"})
    void anEventThatThereIsNotIsNotFound(String event) {
        var endpoint = sending.endpoint(owner, "https://partner.example/");
        assertThat(Map.of(
                                "read",
                                Api.as(key)
                                        .get(path(endpoint, "/deliveries/" + event))
                                        .statusCode(),
                                "replayed",
                                replay(endpoint, event).statusCode())
                        .values())
                .allMatch(status -> status == 404 || status == 400);
    }
}
