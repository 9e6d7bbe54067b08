package org.cliniccontent.webhook;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.cliniccontent.testing.ServiceTest;
import org.cliniccontent.webhook.Sending.Settings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Metrics of webhooks, and the deletion of old events. */
@ServiceTest
class UpkeepTest {

    private final Sending sending;

    @Inject
    UpkeepTest(Sending sending) {
        this.sending = sending;
    }

    @BeforeEach
    @AfterEach
    void reset() {
        sending.reset();
    }

    private void end(UUID endpoint, String event, String state) {
        sending.database.update(
                "update webhook_delivery set state = ? where endpoint = ? and event = ?", state, endpoint, event);
        sending.database.update(
                "insert into webhook_attempt (endpoint, event, at, duration_ms, status) values (?, ?, now(), 1, 200)",
                endpoint,
                event);
    }

    private List<String> events() {
        return sending.database.query("select id from webhook_event order by created_at", row -> row.getString(1));
    }

    @Test
    void whatIsOldAndOverIsForgotten() {
        var endpoint = sending.endpoint("key:partner", "https://partner.example/");
        var delivered = sending.queued();
        var dead = sending.queued();
        end(endpoint, delivered, "DELIVERED");
        end(endpoint, dead, "DEAD");
        var pending = sending.queued();
        var pruning = new Pruning(sending.database, Settings.USUAL, sending.clock);
        sending.clock.pass(Settings.USUAL.keep());
        var young = sending.queued();
        pruning.prune();
        assertThat(events()).containsExactlyInAnyOrder(delivered, dead, pending, young);
        sending.clock.pass(Duration.ofSeconds(1));
        pruning.prune();
        assertThat(events()).containsExactlyInAnyOrder(pending, young);
        assertThat(sending.tried(endpoint, delivered)).isEmpty();

        // Nothing is sent to it any more, and so nothing waits for it.
        QuarkusTransaction.requiringNew()
                .run(() -> sending.endpoints.disable(endpoint, Endpoint.DisabledReason.REQUESTED));
        pruning.prune();
        assertThat(events()).containsExactly(young);
    }

    @Test
    void whatWaitsIsCounted() {
        var registry = new SimpleMeterRegistry();
        var meters = new DispatchMeters(sending.database, sending.clock, registry);
        var endpoint = sending.endpoint("key:partner", "https://partner.example/");
        end(endpoint, sending.queued(), "DEAD");
        sending.queued();
        sending.clock.pass(Duration.ofSeconds(10));
        sending.queued();
        meters.refresh();
        assertThat(registry.get("clinic.webhooks.pending").gauge().value()).isEqualTo(2);
        assertThat(registry.get("clinic.webhooks.dead").gauge().value()).isEqualTo(1);
        assertThat(registry.get("clinic.webhooks.oldest.pending").gauge().value())
                .isEqualTo(10);
        assertThat(registry.get("clinic.webhooks.late").gauge().value()).isEqualTo(10);
        // Held by a replica: not late.
        sending.take(sending.queue(Settings.USUAL));
        meters.refresh();
        assertThat(registry.get("clinic.webhooks.late").gauge().value()).isZero();
        meters.count(DeliveryQueue.Outcome.RETRIED);
        assertThat(registry.get("clinic.webhooks.attempts")
                        .tag("outcome", "retried")
                        .counter()
                        .count())
                .isEqualTo(1);
    }
}
