package org.cliniccontent.webhook;

import io.quarkus.logging.Log;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.cliniccontent.database.Database;

/**
 * What is to be told, to whom and when. Who takes a delivery holds it for a time; if nothing is recorded of it by then, it
 * is due again: so it is told at least once, and by one replica at a time.
 */
@ApplicationScoped
class DeliveryQueue {

    private final Database database;
    private final Endpoints endpoints;
    private final Outbox outbox;
    private final Payloads payloads;
    private final RetrySchedule schedule;
    private final WebhooksConfig config;
    private final Clock clock;

    DeliveryQueue(
            Database database,
            Endpoints endpoints,
            Outbox outbox,
            Payloads payloads,
            RetrySchedule schedule,
            WebhooksConfig config,
            Clock clock) {
        this.database = database;
        this.endpoints = endpoints;
        this.outbox = outbox;
        this.payloads = payloads;
        this.schedule = schedule;
        this.config = config;
        this.clock = clock;
    }

    /** What became of a delivery by an attempt. */
    enum Outcome {
        DELIVERED,
        RETRIED,
        DEAD,
        DISABLED
    }

    /**
     * Takes what is due, the oldest first. It is one statement, and so a transaction of its own.
     *
     * @param busy how many the taker has under way at each endpoint
     */
    List<Delivery> take(int limit, Map<UUID, Integer> busy) {
        var now = Timestamp.from(clock.instant());
        // As the database keeps it: it is compared with.
        var heldUntil = clock.instant().plus(config.lease()).truncatedTo(ChronoUnit.MICROS);
        return database.query(
                """
                with due as (
                    select d.endpoint, d.event from webhook_endpoint e
                    left join unnest(?::uuid[], ?::int[]) busy(endpoint, attempts) on busy.endpoint = e.id
                    cross join lateral (
                        select q.endpoint, q.event, q.next_at from webhook_delivery q
                        where q.endpoint = e.id and q.state = 'PENDING' and q.next_at <= ?
                        order by q.next_at limit greatest(0, ? - coalesce(busy.attempts, 0))) d
                    where e.state = 'ENABLED'
                    order by d.next_at limit ?
                ), taken as (
                    select d.endpoint, d.event from webhook_delivery d
                    join due on due.endpoint = d.endpoint and due.event = d.event
                    where d.state = 'PENDING' and d.next_at <= ?
                    for update of d skip locked
                ), held as (
                    update webhook_delivery d set next_at = ? from taken t
                    where d.endpoint = t.endpoint and d.event = t.event
                    returning d.endpoint, d.event, d.tries
                )
                select h.endpoint, h.event, h.tries, e.url, v.payload
                from held h join webhook_endpoint e on e.id = h.endpoint join webhook_event v on v.id = h.event
                """,
                row -> new Delivery(
                        row.getObject(1, UUID.class),
                        row.getString(2),
                        row.getInt(3),
                        heldUntil,
                        row.getString(4),
                        row.getString(5)),
                busy.keySet(),
                List.copyOf(busy.values()),
                now,
                config.concurrencyPerEndpoint(),
                limit,
                now,
                Timestamp.from(heldUntil));
    }

    /** Keeps an attempt with what follows of it. Nothing follows of a failure if the delivery is held by another by now. */
    Outcome record(Delivery delivery, Attempt attempt) {
        return QuarkusTransaction.requiringNew().call(() -> {
            // The endpoint before its deliveries, as whoever disables it.
            var outcome = attempt.succeeded() ? delivered(delivery) : failed(delivery, attempt);
            database.update(
                    """
                    insert into webhook_attempt (endpoint, event, at, duration_ms, status, error)
                    select d.endpoint, d.event, ?, ?, ?, ? from webhook_delivery d where d.endpoint = ? and d.event = ?
                    """,
                    Timestamp.from(attempt.at()),
                    Math.toIntExact(attempt.duration().toMillis()),
                    attempt.status().orElse(null),
                    attempt.error().orElse(null),
                    delivery.endpoint(),
                    delivery.event());
            return outcome;
        });
    }

    private Outcome delivered(Delivery delivery) {
        endpoints.succeeded(delivery.endpoint());
        // Also if it was given up meanwhile: it has arrived.
        database.update("""
                update webhook_delivery set state = 'DELIVERED', tries = tries + 1
                where endpoint = ? and event = ? and state <> 'DELIVERED'
                """, delivery.endpoint(), delivery.event());
        return Outcome.DELIVERED;
    }

    private Outcome failed(Delivery delivery, Attempt attempt) {
        var now = clock.instant();
        var endpoint = endpoints.lock(delivery.endpoint());
        endpoints.failed(delivery.endpoint(), now);
        var next = schedule.after(delivery.tries() + 1, attempt);
        database.update(
                """
                update webhook_delivery set state = ?, tries = tries + 1, next_at = ?
                where endpoint = ? and event = ? and state = 'PENDING' and next_at = ?
                """,
                next.isPresent() ? "PENDING" : "DEAD",
                Timestamp.from(next.map(now::plus).orElse(now)),
                delivery.endpoint(),
                delivery.event(),
                Timestamp.from(delivery.heldUntil()));
        var reason = endpoint.filter(Endpoint::isEnabled).flatMap(found -> reasonToDisable(found, attempt, now));
        if (reason.isPresent()) {
            disable(endpoint.get(), reason.get(), now);
            return Outcome.DISABLED;
        }
        return next.isPresent() ? Outcome.RETRIED : Outcome.DEAD;
    }

    private Optional<Endpoint.DisabledReason> reasonToDisable(Endpoint endpoint, Attempt attempt, Instant now) {
        if (attempt.isGone()) {
            return Optional.of(Endpoint.DisabledReason.GONE);
        }
        var latest = now.minus(config.giveUpAfter());
        return endpoint.failingSince()
                .filter(since -> !since.isAfter(latest))
                .map(since -> Endpoint.DisabledReason.FAILING);
    }

    private void disable(Endpoint endpoint, Endpoint.DisabledReason reason, Instant now) {
        endpoints.disable(endpoint.id(), reason);
        outbox.queueForOthers(
                payloads.disabled(endpoint.id(), endpoint.settings().url(), reason, now), endpoint.id());
        Log.warnf("Webhook %s is disabled: %s", endpoint.id(), reason);
    }
}
