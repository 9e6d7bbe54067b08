package org.cliniccontent.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.cliniccontent.access.Scope;
import org.cliniccontent.bundle.Import;
import org.cliniccontent.http.body.SchemaCheck;
import org.cliniccontent.release.CurrentRelease;
import org.cliniccontent.review.ReviewOverdue;
import org.cliniccontent.sync.SyncTokens;
import org.cliniccontent.testing.Api;
import org.cliniccontent.testing.Bundles;
import org.cliniccontent.testing.Editors;
import org.cliniccontent.testing.Keys;
import org.cliniccontent.testing.ServiceTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Events are queued in the transaction of their cause, for the subscribers. */
@ServiceTest
class OutboxTest {

    private static final String URL = "https://partner.example/hook";
    private static final String OWNER = "key:partner";

    private final String own = Bundles.unique();
    private final Sending sending;
    private final Import bundles;
    private final CurrentRelease current;
    private final SyncTokens tokens;
    private final Event<ReviewOverdue> reviews;

    @Inject
    OutboxTest(
            Sending sending, Import bundles, CurrentRelease current, SyncTokens tokens, Event<ReviewOverdue> reviews) {
        this.sending = sending;
        this.bundles = bundles;
        this.current = current;
        this.tokens = tokens;
        this.reviews = reviews;
    }

    @BeforeEach
    @AfterEach
    void reset() {
        sending.reset();
    }

    private void publish(String name) {
        bundles.run(
                Bundles.bytes(Bundles.document(own) + "conditions:\n" + Bundles.condition(own, name)),
                "webhooks",
                "test");
    }

    private List<JsonNode> queued(UUID endpoint) {
        return sending.database.query("""
                        select v.payload from webhook_delivery d join webhook_event v on v.id = d.event
                        where d.endpoint = ? and d.state = 'PENDING' order by v.created_at, v.type desc
                        """, row -> row.getString(1), endpoint).stream()
                .map(Api::parse)
                .peek(OutboxTest::checkAsTheContractHasIt)
                .toList();
    }

    private static void checkAsTheContractHasIt(JsonNode event) {
        var schemas = SchemaCheck.read(WebhookMessages.SCHEMA).path("$defs");
        var schema = StreamSupport.stream(schemas.spliterator(), false)
                .filter(each -> each.at("/properties/type/const").equals(event.path("type")))
                .findFirst()
                .orElseThrow();
        assertThat(SchemaCheck.of(schema).faults(event)).isEmpty();
        event.path("data").fieldNames().forEachRemaining(member -> assertThat(
                        schema.at("/properties/data/properties").has(member))
                .as(member)
                .isTrue());
    }

    private List<String> types(UUID endpoint) {
        return queued(endpoint).stream()
                .map(event -> event.path("type").asText())
                .toList();
    }

    @Test
    void aReleaseIsToldWithWhatItChangedAndTheTokenFromBefore() {
        var endpoint = sending.endpoint(OWNER, URL);
        publish("A name");
        long release = current.number();
        assertThat(queued(endpoint)).hasSize(1);
        var event = queued(endpoint).get(0);
        assertThat(event.path("type").asText()).isEqualTo("release.published");
        var data = event.path("data");
        assertThat(data.path("release").asLong()).isEqualTo(release);
        assertThat(data.path("publishedAt").asText())
                .isEqualTo(current.at().publishedAt().toString());
        assertThat(event.path("timestamp")).isEqualTo(data.path("publishedAt"));
        assertThat(data.path("changesTotal").asInt()).isEqualTo(2);
        assertThat(data.path("token").asText()).isEqualTo(tokens.at(release - 1));
        var changes = Api.json("/v1/releases/" + release).path("changes");
        assertThat(data.path("changes")).hasSize(2);
        for (int i = 0; i < 2; i++) {
            for (String member : List.of("kind", "type", "id", "slug")) {
                assertThat(data.path("changes").path(i).path(member))
                        .isEqualTo(changes.path(i).path(member));
            }
            assertThat(data.path("changes").path(i)).hasSize(4);
        }
        var followed = Api.tree(Api.as(Keys.with(Scope.SYNC_READ))
                        .get("/v1/changes?token=" + data.path("token").asText()))
                .path("changes");
        assertThat(ids(followed)).containsExactlyInAnyOrderElementsOf(ids(data.path("changes")));
    }

    private static List<String> ids(JsonNode changes) {
        return StreamSupport.stream(changes.spliterator(), false)
                .map(change -> change.path("id").asText())
                .toList();
    }

    @Test
    void whatIsWithdrawnIsToldBesideTheRelease() {
        publish("A name");
        var endpoint = sending.endpoint(OWNER, URL);
        var reason = "It may harm. ".repeat(300);
        Editors.remove(
                "conditions/" + own,
                "{\"kind\": \"WITHDRAWN\", \"urgency\": \"IMMEDIATE\", \"reason\": \"%s\"}".formatted(reason));
        assertThat(types(endpoint)).containsExactly("release.published", "entity.withdrawn");
        var data = queued(endpoint).get(1).path("data");
        assertThat(data.path("slug").asText()).isEqualTo(own);
        assertThat(data.path("name").asText()).isEqualTo("A name");
        assertThat(data.path("type").asText()).isEqualTo("condition");
        assertThat(data.path("urgency").asText()).isEqualTo("IMMEDIATE");
        assertThat(data.path("reason").asText()).hasSize(Payloads.MAX_REASON).endsWith("…");
        assertThat(data.has("replacement")).isFalse();
        assertThat(data.path("token").asText()).isEqualTo(tokens.at(current.number() - 1));
        assertThat(queued(endpoint).get(0).at("/data/changes/0/kind").asText()).isEqualTo("WITHDRAWN");
    }

    @Test
    void aWithdrawalNamesWhatToShowInstead() {
        bundles.run(
                Bundles.bytes(Bundles.document(own) + "conditions:\n" + Bundles.condition(own, "Name")
                        + Bundles.condition(own + "-other", "Other")),
                "webhooks",
                "test");
        var endpoint = sending.endpoint(OWNER, URL, List.of("entity.withdrawn"), List.of());
        Editors.remove("conditions/" + own, """
                {"kind": "WITHDRAWN", "urgency": "ROUTINE", "reason": "Why.", "replacement": "conditions/%s-other"}
                """.formatted(own));
        var other = Api.json("/v1/conditions/" + own + "-other").path("id").asText();
        assertThat(queued(endpoint).get(0).at("/data/replacement"))
                .isEqualTo(Api.parse("{\"id\": \"%s\", \"type\": \"condition\"}".formatted(other)));
    }

    @Test
    void whatIsDeletedIsToldWithTheReleaseOnly() {
        publish("A name");
        var endpoint = sending.endpoint(OWNER, URL);
        Editors.delete("conditions/" + own);
        assertThat(types(endpoint)).containsExactly("release.published");
        assertThat(queued(endpoint).get(0).at("/data/changes/0/kind").asText()).isEqualTo("DELETED");
    }

    @Test
    void aReviewThatIsOverdueIsTold() {
        var endpoint = sending.endpoint(OWNER, URL);
        var id = UUID.randomUUID();
        QuarkusTransaction.requiringNew()
                .run(() -> reviews.fire(new ReviewOverdue("condition", id, own, "A name", LocalDate.of(2021, 3, 31))));
        var data = queued(endpoint).get(0).path("data");
        assertThat(types(endpoint)).containsExactly("review.overdue");
        assertThat(data.path("due").asText()).isEqualTo("2021-03-31");
        assertThat(data.path("id").asText()).isEqualTo(id.toString());
        assertThat(data.path("token").asText()).isEqualTo(tokens.at(current.number()));
    }

    @Test
    void anEndpointHearsOfWhatItSubscribesTo() {
        var conditions = sending.endpoint(OWNER, URL, List.of("release.published"), List.of("condition"));
        var treatments = sending.endpoint(OWNER, URL, List.of("release.published"), List.of("treatment", "caveat"));
        var withdrawals = sending.endpoint(OWNER, URL, List.of("entity.withdrawn"), List.of());
        var disabled = sending.endpoint(OWNER, URL);
        QuarkusTransaction.requiringNew()
                .run(() -> sending.endpoints.disable(disabled, Endpoint.DisabledReason.REQUESTED));
        publish("A name");
        assertThat(types(conditions)).containsExactly("release.published");
        assertThat(types(treatments)).isEmpty();
        assertThat(types(withdrawals)).isEmpty();
        assertThat(types(disabled)).isEmpty();
    }

    @Test
    void whileThereIsNobodyToTellNothingIsKept() {
        publish("A name");
        assertThat(sending.database.query("select id from webhook_event", row -> row.getString(1)))
                .isEmpty();
    }

    @Test
    void whatIsNotCommittedIsNotTold() {
        var endpoint = sending.endpoint(OWNER, URL);
        assertThatThrownBy(() -> QuarkusTransaction.requiringNew().run(() -> {
                    publish("A name");
                    throw new IllegalStateException("on purpose");
                }))
                .hasMessageContaining("on purpose");
        assertThat(queued(endpoint)).isEmpty();
    }

    /** Checks that a publisher neither waits for nor fails because of a partner's changes to its endpoints. */
    @Test
    void anEndpointThatIsBeingChangedIsToldAndOneThatIsBeingDeletedIsPassedOver() throws Exception {
        var changed = sending.endpoint(OWNER, URL);
        var deleted = sending.endpoint(OWNER, URL);
        var locked = new CountDownLatch(1);
        var published = new CountDownLatch(1);
        var partner = CompletableFuture.runAsync(
                () -> QuarkusTransaction.requiringNew().run(() -> {
                    sending.endpoints.lock(changed);
                    sending.endpoints.change(
                            changed,
                            sending.endpoints.find(changed).orElseThrow().settings());
                    sending.endpoints.delete(deleted);
                    locked.countDown();
                    await(published);
                }));
        await(locked);
        try {
            publish("A name");
        } finally {
            published.countDown();
        }
        partner.get(30, TimeUnit.SECONDS);
        assertThat(types(changed)).containsExactly("release.published");
        assertThat(sending.endpoints.find(deleted)).isEmpty();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aReleaseOfManyListsTheFirstHundred() {
        var endpoint = sending.endpoint(OWNER, URL);
        var slug = "-" + "x".repeat(80);
        bundles.run(
                Bundles.bytes(Bundles.document(own) + "conditions:\n"
                        + IntStream.range(100, 300)
                                .mapToObj(i -> Bundles.condition(own + i + slug, "Name " + i))
                                .collect(Collectors.joining())),
                "webhooks",
                "test");
        var event = queued(endpoint).get(0);
        assertThat(event.at("/data/changesTotal").asInt()).isEqualTo(201);
        assertThat(event.at("/data/changes").size()).isBetween(90, Payloads.MAX_CHANGES);
        assertThat(event.toString().getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(Payloads.MAX_BYTES);
    }

    @Test
    void textIsCutBetweenCharacters() {
        var emoji = "\uD83E\uDE7A";
        assertThat(Payloads.cut(emoji.repeat(3), 3)).isEqualTo(emoji.repeat(3));
        assertThat(Payloads.cut(emoji.repeat(4), 3)).isEqualTo(emoji.repeat(2) + "…");
    }

    @Test
    void eachEventHasAnIdOfItsOwn() {
        Set<String> ids =
                IntStream.range(0, 1_000).mapToObj(i -> EventId.generate()).collect(Collectors.toSet());
        assertThat(ids).hasSize(1_000).allMatch(EventId::isOne);
    }
}
