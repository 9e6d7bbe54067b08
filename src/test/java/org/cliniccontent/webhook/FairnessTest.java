package org.cliniccontent.webhook;

import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Inject;
import java.io.IOException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.cliniccontent.database.Sql;
import org.cliniccontent.http.problem.ProblemException;
import org.cliniccontent.testing.ServiceTest;
import org.cliniccontent.webhook.Receiver.Reaction;
import org.cliniccontent.webhook.Sending.Settings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** An owner's endpoints or deliveries delay no other owner's. */
@ServiceTest
class FairnessTest {

    private static final String PARTNER = "key:partner";
    private static final String SILENT = "key:silent";
    private static final Map<Lane, List<String>> NOBODY = Map.of(Lane.FAST, List.of(), Lane.SLOW, List.of());

    private final Sending sending;

    @Inject
    FairnessTest(Sending sending) {
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

    private List<DueDelivery> due(int limit) {
        return sending.queue(Settings.USUAL).due(limit, Map.of(), NOBODY);
    }

    private void queue(int events) {
        for (int i = 0; i < events; i++) {
            sending.queued();
        }
    }

    static Stream<Arguments> silences() {
        return Stream.of(
                arguments("nothing is answered", Receiver.silence(), 1),
                arguments("nothing is answered to any of fifty owners", Receiver.silence(), 50),
                arguments("an answer drips", Receiver.endlessHead(), 1));
    }

    /** Checks a delivery while every slot is occupied for the maximum duration of an attempt. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("silences")
    void aPartnerIsToldWhileFiftyEndpointsOfOthersAreWaitedFor(String name, Reaction reaction, int owners)
            throws Exception {
        var silent = sending.receiver().always(reaction);
        List<UUID> endpoints = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            endpoints.add(sending.endpoint(SILENT + i % owners, silent.url() + i));
        }
        queue(10);
        sending.start();
        Sending.await(() -> silent.connections() >= 13, () -> "they are waited for: " + silent.connections());
        var partner = sending.receiver();
        var endpoint = sending.endpoint(PARTNER, partner.url());
        for (int i = 0; i < 20; i++) {
            var event = sending.queued();
            assertThat(sending.awaitTries(endpoint, event, 1).state()).isEqualTo("DELIVERED");
        }
        assertThat(endpoints).allSatisfy(each -> assertThat(
                        sending.endpoints.find(each).orElseThrow().failingSince())
                .as("none of them has come to its end")
                .isEmpty());
        silent.close();
    }

    @Test
    void anOwnerWithOneDeliveryIsNotBehindTheQueuesOfOthers() {
        for (int i = 0; i < 5; i++) {
            sending.endpoint(SILENT, "https://silent.example/" + i);
        }
        queue(20);
        sending.clock.pass(Duration.ofSeconds(1));
        var endpoint = sending.endpoint(PARTNER, "https://partner.example/");
        sending.queued();
        assertThat(due(2)).extracting(DueDelivery::owner).containsExactlyInAnyOrder(SILENT, PARTNER);
        assertThat(due(100)).filteredOn(each -> each.owner().equals(SILENT)).hasSize(5 * 4);
        // One of each endpoint comes before a second of any.
        assertThat(due(100).stream()
                        .filter(each -> each.owner().equals(SILENT))
                        .limit(5)
                        .map(DueDelivery::endpoint)
                        .distinct())
                .hasSize(5);
        assertThat(due(100)).extracting(DueDelivery::endpoint).contains(endpoint);
    }

    @Test
    void withdrawalsComeFirstOfOneEndpointAndOfAll() {
        sending.endpoint(PARTNER, "https://partner.example/");
        sending.endpoint(SILENT, "https://other.example/");
        var news = sending.queued();
        sending.clock.pass(Duration.ofSeconds(1));
        var routine = sending.queued(Priority.ROUTINE_WITHDRAWAL);
        sending.clock.pass(Duration.ofSeconds(1));
        var immediate = sending.queued(Priority.IMMEDIATE_WITHDRAWAL);
        assertThat(due(100))
                .extracting(DueDelivery::event)
                .containsExactly(immediate, immediate, routine, routine, news, news);
    }

    @Test
    void whoFailsWaitsInALaneOfItsOwnUntilItWorks() {
        var endpoint = sending.endpoint(PARTNER, "https://partner.example/");
        queue(5);
        var queue = sending.queue(Settings.USUAL);
        var first = sending.take(queue);
        var failure = new Attempt(
                sending.clock.instant(), Duration.ZERO, Optional.empty(), Optional.of("silent"), Optional.empty());
        queue.record(first.get(0), failure);
        assertThat(due(100)).hasSize(1).extracting(DueDelivery::lane).containsExactly(Lane.SLOW);
        assertThat(queue.due(100, Map.of(endpoint, 1), NOBODY)).isEmpty();
        assertThat(queue.due(100, Map.of(), Map.of(Lane.FAST, List.of(), Lane.SLOW, List.of(PARTNER))))
                .isEmpty();
        assertThat(queue.due(100, Map.of(), Map.of(Lane.FAST, List.of(PARTNER), Lane.SLOW, List.of())))
                .hasSize(1);
        var success = new Attempt(
                sending.clock.instant(), Duration.ZERO, Optional.of(200), Optional.empty(), Optional.empty());
        queue.record(first.get(1), success);
        assertThat(due(100)).extracting(DueDelivery::lane).containsOnly(Lane.FAST);
    }

    @Test
    void whatIsReplayedInBulkIsBehindWhatHappensNow() {
        var endpoint = sending.endpoint(PARTNER, "https://partner.example/");
        queue(3);
        sending.database.update("update webhook_delivery set state = 'DEAD'");
        var withdrawal = sending.queued(Priority.URGENT_WITHDRAWAL);
        sending.database.update("update webhook_delivery set state = 'DEAD'");
        var log = log(3);
        var since = sending.clock.instant().minusSeconds(1);
        var until = sending.clock.instant().plusSeconds(1);
        assertThatThrownBy(() -> log.replayFailed(endpoint, since, until))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("more than 3 events");
        assertThatThrownBy(() -> log.replayAll(endpoint, since, until)).isInstanceOf(ProblemException.class);
        assertThat(log(4).replayFailed(endpoint, since, until)).isEqualTo(4);
        sending.clock.pass(Duration.ofSeconds(1));
        var news = sending.queued();
        assertThat(due(100)).extracting(DueDelivery::event).startsWith(withdrawal, news);
    }

    private DeliveryLog log(int most) {
        return new DeliveryLog(sending.database, new ObjectMapper(), Settings.USUAL.maxReplayed(most), sending.clock);
    }

    /** Checks that repeated attempts do not fill a table. */
    @Test
    void theLogOfADeliveryHasAnEnd() {
        var endpoint = sending.endpoint(PARTNER, "https://partner.example/");
        var event = sending.queued();
        sending.database.update("""
                insert into webhook_attempt (endpoint, event, at, duration_ms, status)
                select ?, ?, now() - n * interval '1 minute', 1, 500 from generate_series(1, 300) n
                """, endpoint, event);
        var queue = sending.queue(Settings.USUAL);
        queue.record(
                sending.take(queue).get(0),
                new Attempt(Instant.now(), Duration.ZERO, Optional.of(200), Optional.empty(), Optional.empty()));
        assertThat(sending.tried(endpoint, event)).hasSize(DeliveryLog.MAX_ATTEMPTS);
    }

    /** Checks that the rows read for a lease do not grow with the queue. */
    @Test
    void aLongQueueCostsNoMoreThanAShortOne() {
        var endpoint = sending.endpoint(PARTNER, "https://partner.example/");
        sending.queued();
        sending.database.update("""
                insert into webhook_event (id, type, entity_types, payload, created_at)
                select 'msg_' || lpad(n::text, 24, '0'), 'release.published', '{}', '{}', now()
                from generate_series(1, 30000) n
                """);
        // Or each delivery's event is looked for as if there were a few.
        sending.database.update("analyze webhook_event");
        sending.database.update("""
                insert into webhook_delivery (event, endpoint, state, next_at, created_at)
                select id, ?, 'PENDING', now(), now() from webhook_event on conflict do nothing
                """, endpoint);
        sending.database.update("analyze webhook_delivery, webhook_event, webhook_endpoint");
        sending.clock.pass(Duration.ofSeconds(10));
        var plan = String.join(
                "\n",
                sending.database.query(
                        Sql.of("explain (analyze, buffers) " + DeliveryQueue.DUE)
                                .with("busyEndpoints", List.of())
                                .with("busyAttempts", List.of())
                                .with("fullFast", List.of())
                                .with("fullSlow", List.of())
                                .with("priorities", List.of(0, 1, 2, 3, 4))
                                .with("now", Timestamp.from(sending.clock.instant()))
                                .with("perEndpoint", 4)
                                .with("limit", 100),
                        row -> row.getString(1)));
        assertThat(plan).contains("webhook_delivery_ready").doesNotContain("Seq Scan on webhook_delivery");
        var buffers = Pattern.compile("Buffers: shared hit=(\\d+)").matcher(plan);
        assertThat(buffers.find()).as(plan).isTrue();
        assertThat(Integer.parseInt(buffers.group(1))).as(plan).isLessThan(300);
    }
}
