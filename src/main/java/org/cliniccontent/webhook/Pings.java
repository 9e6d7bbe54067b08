package org.cliniccontent.webhook;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.UUID;
import org.cliniccontent.database.Database;

/** Messages that say nothing but that they arrive. */
@ApplicationScoped
class Pings {

    private final Database database;
    private final Clock clock;

    Pings(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * To one endpoint, whatever it subscribes to. To be called in a transaction.
     *
     * @return the event's id
     */
    String send(UUID endpoint) {
        var id = EventId.generate();
        var now = clock.instant();
        var payload = JsonNodeFactory.instance.objectNode();
        payload.put("type", EventType.PING.value()).put("timestamp", now.toString());
        payload.putObject("data").put("endpoint", endpoint.toString());
        database.update("""
                insert into webhook_event (id, type, entity_types, payload, created_at)
                values (?, ?, '{}', ?, ?)
                """, id, EventType.PING.value(), payload.toString(), Timestamp.from(now));
        database.update("""
                insert into webhook_delivery (event, endpoint, state, next_at, created_at)
                values (?, ?, 'PENDING', ?, ?)
                """, id, endpoint, Timestamp.from(now), Timestamp.from(now));
        return id;
    }
}
