package org.cliniccontent.webhook;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import org.cliniccontent.database.Database;
import org.cliniccontent.http.problem.ProblemException;
import org.cliniccontent.http.problem.ProblemType;
import org.cliniccontent.http.telemetry.TraceParent;

/** Test messages without content. */
@ApplicationScoped
class Pings {

    private static final Duration PERIOD = Duration.ofHours(1);

    private final Database database;
    private final WebhooksConfig config;
    private final Clock clock;

    Pings(Database database, WebhooksConfig config, Clock clock) {
        this.database = database;
        this.config = config;
        this.clock = clock;
    }

    /**
     * Sends a ping to one endpoint, whatever its subscriptions. Call it in a transaction in which the endpoint is
     * locked.
     *
     * @return the event's id
     * @throws ProblemException CONFLICT if it was sent too many
     */
    String send(UUID endpoint) {
        requireBelowLimit(endpoint);
        var id = EventId.generate();
        var now = clock.instant();
        var payload = JsonNodeFactory.instance.objectNode();
        payload.put("type", EventType.PING.value()).put("timestamp", now.toString());
        payload.putObject("data").put("endpoint", endpoint.toString());
        database.update(
                """
                insert into webhook_event (id, type, entity_types, payload, created_at, traceparent)
                values (?, ?, '{}', ?, ?, nullif(?, ''))
                """,
                id,
                EventType.PING.value(),
                payload.toString(),
                Timestamp.from(now),
                TraceParent.current().orElse(""));
        database.update("""
                insert into webhook_delivery (event, endpoint, state, next_at, created_at)
                values (?, ?, 'PENDING', ?, ?)
                """, id, endpoint, Timestamp.from(now), Timestamp.from(now));
        return id;
    }

    private void requireBelowLimit(UUID endpoint) {
        int sent = database.queryOne(
                        """
                        select count(*) from (
                            select from webhook_delivery d join webhook_event v on v.id = d.event
                            where d.endpoint = ? and d.created_at > ? and v.type = ? limit ?) pings
                        """,
                        row -> row.getInt(1),
                        endpoint,
                        Timestamp.from(clock.instant().minus(PERIOD)),
                        EventType.PING.value(),
                        config.maxPings())
                .orElseThrow();
        if (sent >= config.maxPings()) {
            throw new ProblemException(
                    ProblemType.CONFLICT,
                    "The webhook was sent " + config.maxPings() + " pings within an hour, which is the most");
        }
    }
}
