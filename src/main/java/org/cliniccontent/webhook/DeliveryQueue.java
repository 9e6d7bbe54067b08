package org.cliniccontent.webhook;

import io.quarkus.logging.Log;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.cliniccontent.database.Database;
import org.cliniccontent.database.Sql;

/**
 * The queue of deliveries. A replica leases a delivery for a time; if no result is recorded by then, it is due again.
 * Each is therefore sent at least once, and by one replica at a time.
 */
@ApplicationScoped
class DeliveryQueue {

    private static final List<Integer> PRIORITIES =
            Arrays.stream(Priority.values()).map(Priority::ordinal).toList();

    static final String DUE = """
            with ready as (
                select e.id, e.owner, e.url, e.failing_since is not null as slow, coalesce(b.attempts, 0) as attempts
                from webhook_endpoint e
                left join unnest(:busyEndpoints::uuid[], :busyAttempts::int[]) b(endpoint, attempts) on b.endpoint = e.id
                where e.state = 'ENABLED'
                  and not (e.owner = any(:fullFast::text[]) and e.failing_since is null)
                  and not (e.owner = any(:fullSlow::text[]) and e.failing_since is not null)
            ), due as (
                select r.*, d.event, d.priority, d.next_at,
                       r.attempts + row_number() over (partition by r.id order by d.priority, d.next_at) as turn
                from ready r cross join lateral (
                    select q.event, q.priority, q.next_at
                    from unnest(:priorities::smallint[]) p(priority) cross join lateral (
                        select w.event, w.priority, w.next_at from webhook_delivery w
                        where w.endpoint = r.id and w.state not in ('DELIVERED', 'DEAD') and w.priority = p.priority and w.next_at <= :now
                        order by w.next_at limit :perEndpoint) q
                    order by q.priority, q.next_at
                    limit greatest(0, case when r.slow then 1 else :perEndpoint end - r.attempts)) d
            ), turns as (
                select *, row_number() over (partition by slow, owner order by priority, turn, next_at) as owner_turn
                from due
            ), places as (
                select *, row_number() over (partition by slow order by priority, owner_turn, next_at) as place from turns
            )
            select id, event, owner, url, slow, priority from places where place <= :limit order by priority, slow, owner_turn, next_at
            """;

    private static final Sql DUE_STATEMENT = Sql.of(DUE);

    private static final Sql LEASE = Sql.of("""
            with wanted as (
                select * from unnest(:endpoints::uuid[], :events::text[]) with ordinality w(endpoint, event, place)
            ), taken as (
                select d.endpoint, d.event, w.place from webhook_delivery d
                join wanted w on w.endpoint = d.endpoint and w.event = d.event
                where d.state = 'PENDING' and d.next_at <= :now
                for update of d skip locked
            ), held as (
                update webhook_delivery d set next_at = :heldUntil from taken t
                where d.endpoint = t.endpoint and d.event = t.event
                returning d.endpoint, d.event, d.tries, t.place
            )
            select h.endpoint, h.event, h.tries, e.url, v.payload, v.traceparent
            from held h join webhook_endpoint e on e.id = h.endpoint join webhook_event v on v.id = h.event
            order by h.place
            """);

    private static final Sql KEEP_ATTEMPT = Sql.of("""
            insert into webhook_attempt (endpoint, event, at, duration_ms, status, error)
            select d.endpoint, d.event, :at, :duration, :status, :error
            from webhook_delivery d where d.endpoint = :endpoint and d.event = :event
            """);

    /** Whatever is replayed without end: its log has one. */
    private static final Sql FORGET_ATTEMPTS = Sql.of("""
            delete from webhook_attempt where endpoint = :endpoint and event = :event and at < (
                select at from webhook_attempt where endpoint = :endpoint and event = :event
                order by at desc offset :kept limit 1)
            """);

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

    /** The outcome of an attempt for its delivery. */
    enum Outcome {
        DELIVERED,
        RETRIED,
        DEAD,
        DISABLED
    }

    /**
     * Returns due deliveries, the most urgent first, and among equals the owners in rotation, so that one owner's long
     * queue delays no other. The cost is a few index steps per endpoint, however long the queue.
     *
     * @param limit of each lane
     * @param busy the number of the caller's attempts in progress at each endpoint
     * @param full the owners that have no slots left in a lane
     */
    List<DueDelivery> due(int limit, Map<UUID, Integer> busy, Map<Lane, ? extends Collection<String>> full) {
        return database.query(
                DUE_STATEMENT
                        .with("busyEndpoints", busy.keySet())
                        .with("busyAttempts", List.copyOf(busy.values()))
                        .with("fullFast", full.get(Lane.FAST))
                        .with("fullSlow", full.get(Lane.SLOW))
                        .with("priorities", PRIORITIES)
                        .with("now", Timestamp.from(clock.instant()))
                        .with("perEndpoint", config.concurrencyPerEndpoint())
                        .with("limit", limit),
                row -> new DueDelivery(
                        row.getObject(1, UUID.class),
                        row.getString(2),
                        row.getString(3),
                        row.getString(4),
                        row.getBoolean(5) ? Lane.SLOW : Lane.FAST,
                        Priority.values()[row.getInt(6)]));
    }

    /**
     * Leases those deliveries that nobody has leased meanwhile, in the same order. It is one statement, and so a
     * transaction of its own.
     */
    List<Delivery> lease(List<DueDelivery> candidates) {
        // Rounded to the database's precision, because it is compared with the stored value.
        var heldUntil = clock.instant().plus(config.lease()).truncatedTo(ChronoUnit.MICROS);
        return database.query(
                LEASE.with(
                                "endpoints",
                                candidates.stream().map(DueDelivery::endpoint).toList())
                        .with(
                                "events",
                                candidates.stream().map(DueDelivery::event).toList())
                        .with("now", Timestamp.from(clock.instant()))
                        .with("heldUntil", Timestamp.from(heldUntil)),
                row -> new Delivery(
                        row.getObject(1, UUID.class),
                        row.getString(2),
                        row.getInt(3),
                        heldUntil,
                        row.getString(4),
                        row.getString(5),
                        Optional.ofNullable(row.getString(6))));
    }

    /** Records an attempt and its consequences. A failure has none if another replica holds the lease by now. */
    Outcome record(Delivery delivery, Attempt attempt) {
        return QuarkusTransaction.requiringNew().call(() -> {
            // The endpoint is locked before its deliveries, in the same order as when it is disabled.
            var outcome = attempt.succeeded() ? delivered(delivery) : failed(delivery, attempt);
            database.update(KEEP_ATTEMPT
                    .with("at", Timestamp.from(attempt.at()))
                    .with("duration", Math.toIntExact(attempt.duration().toMillis()))
                    .with("status", attempt.status().orElse(null))
                    .with("error", attempt.error().orElse(null))
                    .with("endpoint", delivery.endpoint())
                    .with("event", delivery.event()));
            database.update(FORGET_ATTEMPTS
                    .with("endpoint", delivery.endpoint())
                    .with("event", delivery.event())
                    .with("kept", DeliveryLog.MAX_ATTEMPTS - 1));
            return outcome;
        });
    }

    private Outcome delivered(Delivery delivery) {
        endpoints.succeeded(delivery.endpoint());
        // A success counts even if the delivery was given up meanwhile.
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
