package org.cliniccontent.sync;

import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.cliniccontent.content.ContentTypes;
import org.cliniccontent.content.JsonBodies;
import org.cliniccontent.database.Database;
import org.cliniccontent.release.Items;

/** Withdrawn content that copies still show. */
@ApplicationScoped
class Takedowns {

    private final Database database;
    private final ContentTypes types;
    private final ObjectMapper json;

    Takedowns(Database database, ContentTypes types, ObjectMapper json) {
        this.database = database;
        this.types = types;
        this.json = json;
    }

    /** Returns content of the copy that has been withdrawn since, the most urgent first, and then the oldest. */
    List<Withdrawn> of(Acknowledgement copy) {
        return database.query(
                """
                select w.type, w.id, w.slug, w.name, w.body, w.since_release,
                       (select published_at from release where number = w.since_release)
                from published_item w
                where w.state = 'WITHDRAWN' and w.since_release > ? and w.until_release is null and w.type = any(?)
                  and exists (select from published_item i where i.id = w.id and i.state = 'PUBLISHED' and
                """ + Items.VALID + """
                )
                order by array_position(array['IMMEDIATE', 'URGENT', 'ROUTINE'], w.body::json ->> 'urgency'),
                         w.since_release, w.id
                """,
                this::withdrawn,
                copy.release(),
                FeedFilter.of(copy.types(), FeedFilter.ALL_BUCKETS).followed(types),
                copy.release(),
                copy.release());
    }

    private Withdrawn withdrawn(ResultSet row) throws SQLException {
        var tombstone = JsonBodies.parse(json, row.getBytes(5));
        return new Withdrawn(
                row.getString(1),
                row.getObject(2, UUID.class),
                row.getString(3),
                row.getString(4),
                tombstone.path("reason").textValue(),
                tombstone.path("urgency").textValue(),
                tombstone.get("replacement"),
                row.getLong(6),
                row.getTimestamp(7).toInstant());
    }
}
