package org.cliniccontent.nemesis;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.cliniccontent.partner.Batch;
import org.cliniccontent.partner.Change;
import org.cliniccontent.partner.Transport;
import org.cliniccontent.testing.Api;

/** Faulty partners and feeds, as one might well write them: the checks must notice. */
final class Wrong {

    private Wrong() {}

    private static Batch with(Batch batch, List<Change> changes) {
        return new Batch(changes, batch.next(), batch.more(), batch.release());
    }

    /** Returns a partner that ignores removals. */
    static Transport withoutRemovals(Transport transport) {
        return (service, query, receiver) -> transport.ask(service, query, batch -> {
            var upserts = batch.changes().stream().filter(Change::isUpsert).toList();
            return receiver.receive(with(batch, upserts));
        });
    }

    /** Returns a partner that saves the token before the changes, and crashes between the two. */
    static Transport tokenFirst(Transport transport) {
        return (service, query, receiver) -> transport.ask(service, query, batch -> {
            var applied = batch.more() ? List.<Change>of() : batch.changes();
            return receiver.receive(with(batch, applied));
        });
    }

    /** Returns a feed that ignores the order of links. */
    static Transport backwards(Transport transport) {
        return (service, query, receiver) -> transport.ask(service, query, batch -> {
            var changes = new ArrayList<>(batch.changes());
            Collections.reverse(changes);
            return receiver.receive(with(batch, changes));
        });
    }

    /**
     * Returns a feed whose token is the time of its last row: if a release does not fit on a page, the rest is lost.
     */
    static Transport byTime(Published published, int limit) {
        return (service, query, receiver) -> {
            var since = query.isEmpty() ? Instant.EPOCH : Instant.parse(query.substring("token=".length()));
            List<Change> changes = new ArrayList<>();
            try (var statement = published.connection().prepareStatement("""
                    select i.type, i.id, i.slug, i.since_release, i.sha256, i.body, r.published_at
                    from published_item i join release r on r.number = i.since_release
                    where i.until_release is null and i.state = 'PUBLISHED' and r.published_at > ?
                    order by r.published_at limit ?
                    """)) {
                statement.setTimestamp(1, Timestamp.from(since));
                statement.setInt(2, limit);
                try (var rows = statement.executeQuery()) {
                    while (rows.next()) {
                        JsonNode body = Api.parse(rows.getString(6));
                        changes.add(new Change(
                                "upsert",
                                rows.getString(1),
                                rows.getString(2),
                                rows.getString(3),
                                rows.getLong(4),
                                rows.getString(5),
                                body,
                                null,
                                null,
                                null));
                        since = rows.getTimestamp(7).toInstant();
                    }
                }
                receiver.receive(new Batch(changes, since.toString(), changes.size() == limit, published.current()));
            } catch (SQLException e) {
                throw new IOException(e);
            }
        };
    }
}
