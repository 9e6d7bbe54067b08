package org.cliniccontent.release;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.cliniccontent.database.Database;

/** The releases, and the changes of each. */
@ApplicationScoped
public class Releases {

    private static final String SELECT = """
            select r.number, r.published_at, r.message, r.author, r.changes, r.hash, r.digest,
                   coalesce(p.hash, repeat('0', 64)) as previous_hash
            from release r
            left join lateral (select b.hash from release b where b.number < r.number
                               order by b.number desc limit 1) p on true
            """;

    private final Database database;
    private final Impact affected;

    Releases(Database database, Impact affected) {
        this.database = database;
        this.affected = affected;
    }

    /** Returns the number of the current release; 0 before the first. */
    public long current() {
        return database.queryOne("select current from release_pointer", row -> row.getLong(1))
                .orElseThrow();
    }

    public Optional<Release> find(long number) {
        return database.queryOne(SELECT + "where r.number = ?", Releases::release, number);
    }

    /** Returns the release that was current at a time; 0 before the first. */
    public long asOf(Instant time) {
        return database.queryOne(
                        "select coalesce(max(number), 0) from release where published_at <= ?",
                        row -> row.getLong(1),
                        Timestamp.from(time))
                .orElseThrow();
    }

    /** Returns releases below a number, the newest first. */
    public List<Release> before(long number, int limit) {
        return database.query(
                SELECT + "where r.number < ? order by r.number desc limit ?", Releases::release, number, limit);
    }

    /** Returns the changes of a release with their impact, ordered by type and id, after a position in that order. */
    public List<Change> changes(long number, String afterType, String afterId, int limit) {
        var changes = database.query("""
                select i.type, i.id, i.slug, i.name, i.sha256, i.approved_by, i.state,
                       exists (select from published_item p where p.id = i.id
                               and p.until_release = i.since_release and p.state = 'PUBLISHED') as was_published
                from published_item i
                where i.since_release = ? and (i.type, i.id) > (?, ?::uuid)
                order by i.type, i.id limit ?
                """, Change::of, number, afterType, afterId, limit);
        return affected.by(changes, number);
    }

    static Release release(ResultSet row) throws SQLException {
        return new Release(
                row.getLong("number"),
                row.getTimestamp("published_at").toInstant(),
                row.getString("message"),
                row.getString("author"),
                row.getInt("changes"),
                row.getString("hash"),
                row.getString("previous_hash"),
                row.getString("digest"));
    }
}
