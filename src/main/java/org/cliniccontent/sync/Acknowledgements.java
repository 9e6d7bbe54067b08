package org.cliniccontent.sync;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.cliniccontent.database.Database;
import org.cliniccontent.database.Sql;

/** The last acknowledgement of each partner. */
@ApplicationScoped
class Acknowledgements {

    private static final String COLUMNS = "partner, name, release, types, applied_at, acknowledged_at";

    private static final Sql KEEP = Sql.of("""
            insert into sync_acknowledgement (partner, name, release, types, applied_at, acknowledged_at)
            values (:partner, :name, :release, :types, :appliedAt, :now)
            on conflict (partner) do update
            set name = excluded.name, release = excluded.release, types = excluded.types,
                applied_at = excluded.applied_at, acknowledged_at = excluded.acknowledged_at
            where sync_acknowledgement.applied_at <= excluded.applied_at
            """);

    private final Database database;

    Acknowledgements(Database database) {
        this.database = database;
    }

    /**
     * Stores an acknowledgement.
     *
     * @return the one that is in effect: an earlier one if it was applied later
     */
    Acknowledgement keep(String partner, String name, long release, Set<String> types, Instant appliedAt, Instant now) {
        database.update(KEEP.with("partner", partner)
                .with("name", name)
                .with("release", release)
                .with("types", types.stream().sorted().toList())
                .with("appliedAt", Timestamp.from(appliedAt))
                .with("now", Timestamp.from(now)));
        return find(partner).orElseThrow();
    }

    private Optional<Acknowledgement> find(String partner) {
        return database.queryOne(
                "select " + COLUMNS + " from sync_acknowledgement where partner = ?",
                Acknowledgements::acknowledgement,
                partner);
    }

    List<Acknowledgement> all() {
        return database.query(
                "select " + COLUMNS + " from sync_acknowledgement order by partner", Acknowledgements::acknowledgement);
    }

    private static Acknowledgement acknowledgement(ResultSet row) throws SQLException {
        return new Acknowledgement(
                row.getString(1),
                row.getString(2),
                row.getLong(3),
                Arrays.asList((String[]) row.getArray(4).getArray()),
                row.getTimestamp(5).toInstant(),
                row.getTimestamp(6).toInstant());
    }
}
