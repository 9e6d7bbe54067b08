package org.cliniccontent.webhook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.cliniccontent.authentication.KeyExpiry;
import org.cliniccontent.database.Database;
import org.cliniccontent.database.Sql;
import org.cliniccontent.release.Change;
import org.cliniccontent.release.CurrentRelease;
import org.cliniccontent.release.Removal;
import org.cliniccontent.review.ReviewOverdue;

/**
 * Announces releases and overdue reviews. It runs within their transactions, a release's while nobody else can publish,
 * so it takes two statements, and only one if there is no endpoint.
 */
@ApplicationScoped
class Announcements {

    private static final Sql ROWS = Sql.of("""
            with listed as (
                select i.id, i.type, i.slug, i.state from published_item i where i.since_release = :release
                order by i.type, i.id limit :limit
            ), withdrawn as (
                select i.id, i.type, i.slug, i.state, i.body from published_item i
                where i.since_release = :release and i.state = 'WITHDRAWN'
            )
            select coalesce(l.id, w.id) as id, coalesce(l.type, w.type) as type, coalesce(l.slug, w.slug) as slug,
                   coalesce(l.state, w.state) as state, w.body as tombstone, l.id is not null as listed,
                   exists (select from published_item p where p.id = coalesce(l.id, w.id)
                           and p.until_release = :release and p.state = 'PUBLISHED') as was_published,
                   (select changes from release where number = :release) as total,
                   array(select distinct type from published_item where since_release = :release) as types
            from listed l full join withdrawn w on w.id = l.id
            where exists (select from webhook_endpoint)
            order by type, id
            """);

    private final Database database;
    private final Payloads payloads;
    private final Outbox outbox;
    private final CurrentRelease current;
    private final ObjectMapper json;
    private final Clock clock;

    Announcements(
            Database database,
            Payloads payloads,
            Outbox outbox,
            CurrentRelease current,
            ObjectMapper json,
            Clock clock) {
        this.database = database;
        this.payloads = payloads;
        this.outbox = outbox;
        this.current = current;
        this.json = json;
        this.clock = clock;
    }

    /**
     * One entity of the release, with figures of the whole release.
     *
     * @param tombstone of a withdrawn entity
     * @param listed whether it is among the first
     */
    private record Row(Payloads.Changed changed, String tombstone, boolean listed, int total, Set<String> types) {

        static Row of(ResultSet row) throws SQLException {
            return new Row(
                    new Payloads.Changed(
                            Change.Kind.of(row.getString("state"), row.getBoolean("was_published")),
                            row.getString("type"),
                            row.getObject("id", UUID.class),
                            row.getString("slug")),
                    row.getString("tombstone"),
                    row.getBoolean("listed"),
                    row.getInt("total"),
                    Set.of((String[]) row.getArray("types").getArray()));
        }
    }

    void announce(@Observes CurrentRelease.ReleaseMade made) {
        var release = made.at();
        var rows = rows(release.number());
        if (rows.isEmpty()) {
            return;
        }
        var first = rows.get(0);
        var listed = rows.stream().filter(Row::listed).map(Row::changed).toList();
        List<WebhookEvent> events = new ArrayList<>();
        events.add(payloads.published(release, listed, first.total(), first.types()));
        rows.stream()
                .filter(row -> row.tombstone() != null)
                .forEach(row -> events.add(payloads.withdrawn(release, removal(row.tombstone()))));
        outbox.queue(events);
    }

    void announce(@Observes ReviewOverdue review) {
        outbox.queue(List.of(payloads.overdue(review, clock.instant(), current.number())));
    }

    void announce(@Observes KeyExpiry key) {
        outbox.queueForOwner(payloads.ending(key, clock.instant()), key.owner());
    }

    /** Returns the first changed entities, and all withdrawn ones; empty if there is no endpoint. */
    private List<Row> rows(long release) {
        return database.query(ROWS.with("release", release).with("limit", Payloads.MAX_CHANGES), Row::of);
    }

    private Removal removal(String tombstone) {
        try {
            return json.readValue(tombstone, Removal.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tombstone cannot be read", e);
        }
    }
}
