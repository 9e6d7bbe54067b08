package org.cliniccontent.webhook;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.cliniccontent.database.Database;
import org.cliniccontent.database.Sql;
import org.cliniccontent.http.telemetry.TraceParent;

/**
 * The transactional outbox: events are stored in the transaction that causes them, so that both are committed or
 * neither, and sent afterwards. It is a table and not a message broker, which cannot commit together with the release.
 * Nothing is stored while there is no endpoint at all.
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
                select t.id, t.type, string_to_array(t.entity_types, ' '), t.payload, :now, nullif(:traceParent, '')
                from unnest(:ids::text[], :types::text[], :entityTypes::text[], :payloads::text[]) t(id, type, entity_types, payload)
                where exists (select from webhook_endpoint)
                returning id, type, entity_types, created_at)
            insert into webhook_delivery (event, endpoint, state, next_at, created_at, priority)
            select t.id, e.id, 'PENDING', t.created_at, t.created_at, p.priority
            from told t
            join unnest(:ids::text[], :priorities::smallint[]) p(id, priority) on p.id = t.id
            join webhook_endpoint e on e.state = 'ENABLED' and t.type = any(e.event_types)
             and (e.entity_types = '{}' or t.entity_types = '{}' or e.entity_types && t.entity_types)
            where %s
            for key share of e skip locked
            """;

    private static final Sql FOR_ALL = queue("true");
    private static final Sql FOR_OTHERS =
            queue("e.id <> :endpoint and e.owner = (select owner from webhook_endpoint where id = :endpoint)");
    private static final Sql FOR_OWNER = queue("e.owner = :owner");

    private final Database database;
    private final Clock clock;

    Outbox(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** Queues events for every subscribed endpoint. Call it in a transaction. */
    void queue(Collection<WebhookEvent> events) {
        database.update(bind(FOR_ALL, events));
    }

    /** Queues an event for the other subscribed endpoints of an endpoint's owner. Call it in a transaction. */
    void queueForOthers(WebhookEvent event, UUID endpoint) {
        database.update(bind(FOR_OTHERS, List.of(event)).with("endpoint", endpoint));
    }

    /** Queues an event for an owner's subscribed endpoints. Call it in a transaction. */
    void queueForOwner(WebhookEvent event, String owner) {
        database.update(bind(FOR_OWNER, List.of(event)).with("owner", owner));
    }

    private static Sql queue(String condition) {
        return Sql.of(String.format(Locale.ROOT, QUEUE, condition));
    }

    private Sql.Bound bind(Sql statement, Collection<WebhookEvent> events) {
        return statement
                .with("now", Timestamp.from(clock.instant()))
                .with("traceParent", TraceParent.current().orElse(""))
                .with("ids", events.stream().map(WebhookEvent::id).toList())
                .with(
                        "types",
                        events.stream().map(event -> event.type().value()).toList())
                .with(
                        "entityTypes",
                        events.stream()
                                .map(event -> String.join(" ", event.entityTypes()))
                                .toList())
                .with("payloads", events.stream().map(WebhookEvent::payload).toList())
                .with(
                        "priorities",
                        events.stream().map(event -> event.priority().ordinal()).toList());
    }
}
