package org.cliniccontent.webhook;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.cliniccontent.database.Database;
import org.cliniccontent.http.telemetry.TraceParent;

/**
 * The transactional outbox: events are stored in the transaction that causes them, so that both are committed or
 * neither, and sent afterwards. Nothing is stored while there is no endpoint at all.
 */
@ApplicationScoped
class Outbox {

    /**
     * The statement that queues an event. It skips endpoints that are being deleted instead of waiting for them: a
     * publisher must neither wait for a partner nor fail because of one.
     */
    private static final String QUEUE = """
            with told as (
                insert into webhook_event (id, type, entity_types, payload, created_at, traceparent)
                select t.id, t.type, string_to_array(t.entity_types, ' '), t.payload, ?, nullif(?, '')
                from unnest(?::text[], ?::text[], ?::text[], ?::text[]) t(id, type, entity_types, payload)
                where exists (select from webhook_endpoint)
                returning id, type, entity_types, created_at)
            insert into webhook_delivery (event, endpoint, state, next_at, created_at, priority)
            select t.id, e.id, 'PENDING', t.created_at, t.created_at, p.priority
            from told t
            join unnest(?::text[], ?::smallint[]) p(id, priority) on p.id = t.id
            join webhook_endpoint e on e.state = 'ENABLED' and t.type = any(e.event_types)
             and (e.entity_types = '{}' or t.entity_types = '{}' or e.entity_types && t.entity_types)
            where %s
            for key share of e skip locked
            """;

    private static final String FOR_ALL = String.format(Locale.ROOT, QUEUE, "true");
    private static final String FOR_OTHERS = String.format(
            Locale.ROOT, QUEUE, "e.id <> ? and e.owner = (select owner from webhook_endpoint where id = ?)");

    private static final String FOR_OWNER = String.format(Locale.ROOT, QUEUE, "e.owner = ?");

    private final Database database;
    private final Clock clock;

    Outbox(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** Queues events for every subscribed endpoint. Call it in a transaction. */
    void queue(Collection<WebhookEvent> events) {
        database.update(FOR_ALL, parameters(events).toArray());
    }

    /** Queues an event for the other subscribed endpoints of an endpoint's owner. Call it in a transaction. */
    void queueForOthers(WebhookEvent event, UUID endpoint) {
        var parameters = parameters(List.of(event));
        parameters.addAll(List.of(endpoint, endpoint));
        database.update(FOR_OTHERS, parameters.toArray());
    }

    /** Queues an event for an owner's subscribed endpoints. Call it in a transaction. */
    void queueForOwner(WebhookEvent event, String owner) {
        var parameters = parameters(List.of(event));
        parameters.add(owner);
        database.update(FOR_OWNER, parameters.toArray());
    }

    private List<Object> parameters(Collection<WebhookEvent> events) {
        return new ArrayList<>(List.of(
                Timestamp.from(clock.instant()),
                TraceParent.current().orElse(""),
                events.stream().map(WebhookEvent::id).toList(),
                events.stream().map(event -> event.type().value()).toList(),
                events.stream()
                        .map(event -> String.join(" ", event.entityTypes()))
                        .toList(),
                events.stream().map(WebhookEvent::payload).toList(),
                events.stream().map(WebhookEvent::id).toList(),
                events.stream().map(event -> event.priority().ordinal()).toList()));
    }
}
