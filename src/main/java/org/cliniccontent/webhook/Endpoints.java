package org.cliniccontent.webhook;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.cliniccontent.database.Database;
import org.cliniccontent.database.Sql;
import org.hibernate.id.uuid.UuidVersion7Strategy;

/** The stored endpoints. Every method that changes one expects a transaction. */
@ApplicationScoped
class Endpoints {

    private static final Sql INSERT = Sql.of("""
            insert into webhook_endpoint (id, owner, url, description, event_types, entity_types, state, created_at)
            values (:id, :owner, :url, :description, :eventTypes, :entityTypes, 'ENABLED', :now)
            """);

    private static final Sql CHANGE = Sql.of("""
            update webhook_endpoint
            set url = :url, description = :description, event_types = :eventTypes, entity_types = :entityTypes,
                version = version + 1
            where id = :id
            """);

    private final Database database;
    private final Clock clock;

    Endpoints(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** The number of webhooks. */
    record Count(int ofOwner, int ofAll) {}

    /**
     * Counts the webhooks and blocks other counts until the end of the transaction: webhooks are created one at a time.
     */
    Count lockAndCount(String owner) {
        database.queryOne("select pg_advisory_xact_lock(hashtextextended('webhooks', 0))", row -> owner);
        return database.queryOne(
                        "select count(*) filter (where owner = ?), count(*) from webhook_endpoint",
                        row -> new Count(row.getInt(1), row.getInt(2)),
                        owner)
                .orElseThrow();
    }

    UUID create(String owner, EndpointSettings settings) {
        var id = UuidVersion7Strategy.INSTANCE.generateUuid(null);
        database.update(INSERT.with("id", id)
                .with("owner", owner)
                .with("url", settings.url())
                .with("description", settings.description().orElse(null))
                .with("eventTypes", settings.eventTypes())
                .with("entityTypes", settings.entityTypes())
                .with("now", Timestamp.from(clock.instant())));
        return id;
    }

    Optional<Endpoint> find(UUID id) {
        return database.queryOne("select * from webhook_endpoint where id = ?", Endpoint::of, id);
    }

    /** Locks an endpoint until the end of the transaction. Events are still queued for it meanwhile. */
    Optional<Endpoint> lock(UUID id) {
        return database.queryOne("select * from webhook_endpoint where id = ? for no key update", Endpoint::of, id);
    }

    /** Returns endpoints before one, the newest first; of one owner, or of all. */
    List<Endpoint> before(UUID id, Optional<String> owner, int limit) {
        return owner.map(one -> database.query(
                        "select * from webhook_endpoint where id < ? and owner = ? order by id desc limit ?",
                        Endpoint::of,
                        id,
                        one,
                        limit))
                .orElseGet(() -> database.query(
                        "select * from webhook_endpoint where id < ? order by id desc limit ?",
                        Endpoint::of,
                        id,
                        limit));
    }

    void change(UUID id, EndpointSettings settings) {
        database.update(CHANGE.with("id", id)
                .with("url", settings.url())
                .with("description", settings.description().orElse(null))
                .with("eventTypes", settings.eventTypes())
                .with("entityTypes", settings.entityTypes()));
    }

    void enable(UUID id) {
        database.update("""
                update webhook_endpoint set state = 'ENABLED', disabled_reason = null, failing_since = null
                where id = ? and state = 'DISABLED'
                """, id);
    }

    /**
     * Disables an endpoint. Pending deliveries are not sent, but may be replayed. The reason of an endpoint already
     * disabled stays.
     */
    void disable(UUID id, Endpoint.DisabledReason reason) {
        // There may be as many pending deliveries as there were events in a month.
        database.allowLongStatements();
        database.update(
                "update webhook_endpoint set state = 'DISABLED', disabled_reason = ? where id = ? and state = 'ENABLED'",
                reason.name(),
                id);
        database.update("update webhook_delivery set state = 'DEAD' where endpoint = ? and state = 'PENDING'", id);
    }

    /** Records a success. */
    void succeeded(UUID id) {
        database.update(
                "update webhook_endpoint set failing_since = null where id = ? and failing_since is not null", id);
    }

    /** Records a failure, and when failures began unless that is already known. */
    void failed(UUID id, Instant now) {
        database.update(
                "update webhook_endpoint set failing_since = ? where id = ? and failing_since is null",
                Timestamp.from(now),
                id);
    }

    void delete(UUID id) {
        database.allowLongStatements();
        database.update("delete from webhook_endpoint where id = ?", id);
    }
}
