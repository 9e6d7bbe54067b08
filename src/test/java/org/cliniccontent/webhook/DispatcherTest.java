package org.cliniccontent.webhook;

import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.cliniccontent.testing.ServiceTest;
import org.cliniccontent.webhook.Sending.Settings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Due deliveries are sent by one replica at a time, and failed ones are retried. */
@ServiceTest
class DispatcherTest {

    private static final String OWNER = "key:partner";

    private final Sending sending;

    @Inject
    DispatcherTest(Sending sending) {
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

    private UUID endpoint(Receiver receiver) {
        return sending.endpoint(OWNER, receiver.url());
    }

    @Test
    void whatIsQueuedIsSentOnceAndSigned() throws Exception {
        var receiver = sending.receiver();
        var endpoint = endpoint(receiver);
        var event = sending.queued();
        sending.start();
        assertThat(sending.awaitTries(endpoint, event, 1).state()).isEqualTo("DELIVERED");

        assertThat(receiver.received()).hasSize(1);
        var request = receiver.received().get(0);
        var now = sending.clock.instant();
        assertThat(request.line()).isEqualTo("POST /hook?of=test HTTP/1.1");
        assertThat(request.headers())
                .containsEntry("webhook-id", event)
                .containsEntry("webhook-timestamp", Long.toString(now.getEpochSecond()))
                .containsEntry("content-type", "application/json")
                .containsEntry("user-agent", "Clinic-Content")
                .containsEntry("host", "127.0.0.1:" + receiver.port())
                .containsEntry(
                        "webhook-signature",
                        Signature.of(
                                sending.secrets.live(endpoint),
                                event,
                                now.getEpochSecond(),
                                request.body().getBytes(StandardCharsets.UTF_8)));
        assertThat(request.body()).isEqualTo("{\"type\":\"release.published\"}");
        assertThat(sending.tried(endpoint, event)).containsExactly(new Sending.Tried(now, 200, null));
    }

    /**
     * Checks every delay of the schedule, with the same id and a new timestamp each time; then the delivery is given
     * up.
     */
    @Test
    void aReceiverThatFailsForDaysIsAskedTenTimes() throws Exception {
        var receiver = sending.receiver().always(Receiver.status(503));
        var endpoint = endpoint(receiver);
        var event = sending.queued();
        sending.start();
        for (int tries = 1; tries <= RetrySchedule.DELAYS.size(); tries++) {
            var now = sending.clock.instant();
            var kept = sending.awaitTries(endpoint, event, tries);
            var delay = RetrySchedule.DELAYS.get(tries - 1);
            assertThat(kept).isEqualTo(new Sending.Kept("PENDING", tries, now.plus(delay)));
            sending.clock.pass(delay);
        }
        assertThat(sending.awaitTries(endpoint, event, 10).state()).isEqualTo("DEAD");
        assertThat(receiver.received()).hasSize(10).allMatch(each -> each.id().equals(event));
        assertThat(receiver.received().stream()
                        .map(each -> each.headers().get("webhook-timestamp"))
                        .distinct())
                .hasSize(10);
        assertThat(receiver.received().stream()
                        .map(each -> each.headers().get("webhook-signature"))
                        .distinct())
                .hasSize(10);
        assertThat(sending.endpoints.find(endpoint).orElseThrow().isEnabled()).isTrue();
    }

    @Test
    void afterAFailureItArrivesAndTheEndpointIsWellAgain() throws Exception {
        var receiver = sending.receiver(Receiver.status(500), Receiver.status(500));
        var endpoint = endpoint(receiver);
        var event = sending.queued();
        sending.start();
        var begun = sending.clock.instant();
        sending.awaitTries(endpoint, event, 1);
        sending.clock.pass(Duration.ofSeconds(5));
        sending.awaitTries(endpoint, event, 2);
        assertThat(sending.endpoints.find(endpoint).orElseThrow().failingSince())
                .contains(begun);
        sending.clock.pass(Duration.ofMinutes(5));
        assertThat(sending.awaitTries(endpoint, event, 3).state()).isEqualTo("DELIVERED");
        assertThat(sending.endpoints.find(endpoint).orElseThrow().failingSince())
                .isEmpty();
        assertThat(sending.tried(endpoint, event))
                .extracting(Sending.Tried::status)
                .containsExactly(500, 500, 200);
    }

    @Test
    void whoIsThrottledIsWaitedFor() throws Exception {
        var receiver = sending.receiver(Receiver.status(429, "Retry-After: 7"));
        var endpoint = endpoint(receiver);
        var event = sending.queued();
        sending.start();
        assertThat(sending.awaitTries(endpoint, event, 1).nextAt())
                .isEqualTo(sending.clock.instant().plusSeconds(7));
    }

    @Test
    void whoIsGoneIsToldNothingMoreAndTheOwnerHearsOfIt() throws Exception {
        var gone = sending.receiver().always(Receiver.status(410));
        var other = sending.receiver();
        var stranger = sending.receiver();
        var endpoint = endpoint(gone);
        var well = endpoint(other);
        sending.endpoint("key:another", stranger.url());
        var event = sending.queued();
        sending.start();
        sending.awaitTries(endpoint, event, 1);
        assertThat(sending.kept(endpoint, event).state()).isEqualTo("DEAD");
        var disabled = sending.endpoints.find(endpoint).orElseThrow();
        assertThat(disabled.disabledReason()).contains(Endpoint.DisabledReason.GONE);

        Sending.await(() -> other.received().size() == 2, () -> "it is told: " + other.received());
        var told = other.received().stream()
                .filter(request -> !request.id().equals(event))
                .findFirst()
                .orElseThrow();
        assertThat(told.body())
                .contains("\"type\":\"webhook.disabled\"", endpoint.toString(), gone.url(), "\"reason\":\"GONE\"");
        var next = sending.queued();
        sending.awaitTries(well, next, 1);
        Sending.await(() -> stranger.received().size() == 2, () -> "it is told: " + stranger.received());
        assertThat(stranger.received()).noneMatch(request -> request.body().contains("webhook.disabled"));
        assertThat(gone.received()).hasSize(1);
        assertThat(sending.database.query(
                        "select event from webhook_delivery where endpoint = ?", row -> row.getString(1), endpoint))
                .containsExactly(event);
    }

    @Test
    void whatFailsForFiveDaysIsDisabledAndWhatWaitsIsGivenUp() throws Exception {
        var receiver = sending.receiver().always(Receiver.reset());
        var endpoint = endpoint(receiver);
        sending.start();
        var first = sending.queued();
        sending.awaitTries(endpoint, first, 1);
        sending.clock.pass(Duration.ofDays(5).minusSeconds(1));
        sending.awaitTries(endpoint, first, 2);
        assertThat(sending.endpoints.find(endpoint).orElseThrow().isEnabled()).isTrue();
        sending.clock.pass(Duration.ofSeconds(1));
        var second = sending.queued();
        sending.awaitTries(endpoint, second, 1);
        assertThat(sending.endpoints.find(endpoint).orElseThrow().disabledReason())
                .contains(Endpoint.DisabledReason.FAILING);
        assertThat(sending.kept(endpoint, first).state()).isEqualTo("DEAD");
        assertThat(sending.kept(endpoint, second).state()).isEqualTo("DEAD");
        assertThat(receiver.received()).hasSize(3);
    }

    /** Checks that each replica leases deliveries that the other has not leased. */
    @Test
    void twoReplicasSendEachOnce() throws Exception {
        var receiver = sending.receiver();
        var endpoint = endpoint(receiver);
        List<String> events = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            events.add(sending.queued());
        }
        sending.start();
        sending.start();
        for (String event : events) {
            assertThat(sending.awaitTries(endpoint, event, 1).state()).isEqualTo("DELIVERED");
        }
        sending.stop();
        assertThat(receiver.received()).hasSize(100);
        assertThat(receiver.received().stream().map(Receiver.Received::id)).containsExactlyInAnyOrderElementsOf(events);
    }

    @Test
    void oneThatIsSlowDoesNotHoldUpTheOthers() throws Exception {
        var slow = sending.receiver().always(Receiver.silence());
        var fast = sending.receiver();
        endpoint(slow);
        var well = endpoint(fast);
        List<String> events = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            events.add(sending.queued());
        }
        sending.start(Settings.USUAL.concurrency(64, 3));
        for (String event : events) {
            assertThat(sending.awaitTries(well, event, 1).state()).isEqualTo("DELIVERED");
        }
        assertThat(slow.connections()).isEqualTo(3);
        assertThat(fast.mostOpen()).isLessThanOrEqualTo(3);
        slow.close();
    }

    @Test
    void whatWasTakenByAReplicaThatDiedIsSentAgainUnderTheSameId() throws Exception {
        var receiver = sending.receiver();
        var endpoint = endpoint(receiver);
        var event = sending.queued();
        var queue = sending.queue(Settings.USUAL);
        var lost = sending.take(queue);
        assertThat(lost).extracting(Delivery::event).containsExactly(event);
        assertThat(sending.take(queue)).isEmpty();
        sending.clock.pass(Settings.USUAL.lease().minusMillis(1));
        assertThat(sending.take(queue)).isEmpty();
        sending.clock.pass(Duration.ofMillis(1));
        sending.start();
        assertThat(sending.awaitTries(endpoint, event, 1).state()).isEqualTo("DELIVERED");
        assertThat(receiver.received()).extracting(Receiver.Received::id).containsExactly(event);

        // It was not dead, but slow: what it says of a failure comes too late.
        var late = new Attempt(
                sending.clock.instant(), Duration.ZERO, Optional.empty(), Optional.of("too late"), Optional.empty());
        queue.record(lost.get(0), late);
        assertThat(sending.kept(endpoint, event).state()).isEqualTo("DELIVERED");
        assertThat(sending.tried(endpoint, event)).hasSize(2);
    }

    @Test
    void whatIsUnderWayWhenAReplicaStopsIsWaitedFor() throws Exception {
        var stopping = new CountDownLatch(1);
        var receiver = sending.receiver((request, line) -> {
            assertThat(stopping.await(30, TimeUnit.SECONDS)).isTrue();
            Receiver.status(200).to(request, line);
        });
        var endpoint = endpoint(receiver);
        var event = sending.queued();
        var dispatcher = sending.start();
        Sending.await(() -> receiver.received().size() == 1, () -> "it is sent");
        var failure = new CompletableFuture<Void>();
        var stopper = new Thread(() -> {
            try {
                dispatcher.stop();
                failure.complete(null);
            } catch (InterruptedException e) {
                failure.completeExceptionally(e);
            }
        });
        stopper.start();
        Sending.await(() -> stopper.getState() == Thread.State.TIMED_WAITING, () -> "it waits");
        stopping.countDown();
        failure.get(30, TimeUnit.SECONDS);
        assertThat(sending.kept(endpoint, event).state()).isEqualTo("DELIVERED");
    }

    /** Checks that the name is resolved for each attempt, and that the connection goes to the verified address. */
    @Test
    void aNameThatLeadsElsewhereByThenIsNotDialled() throws Exception {
        var receiver = sending.receiver();
        var endpoint = sending.endpoint(OWNER, "https://rebound.example:%d/".formatted(receiver.port()));
        var lookups = new AtomicInteger();
        var inside = InetAddress.getByName("127.0.0.1");
        var outside = InetAddress.getByName("192.0.2.1");
        Resolver rebinding =
                host -> CompletableFuture.completedFuture(List.of(lookups.getAndIncrement() == 0 ? outside : inside));
        // As when it was registered.
        rebinding.resolve("rebound.example");
        var event = sending.queued();
        sending.start(Settings.USUAL.publicOnly(), rebinding);
        sending.awaitTries(endpoint, event, 1);
        assertThat(receiver.connections()).isZero();
        assertThat(lookups.get()).isEqualTo(2);
        assertThat(sending.tried(endpoint, event)).hasSize(1).allSatisfy(tried -> {
            assertThat(tried.status()).isNull();
            assertThat(tried.error()).startsWith("The URL names a host that");
        });
    }
}
