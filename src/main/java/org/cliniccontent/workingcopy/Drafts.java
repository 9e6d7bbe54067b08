package org.cliniccontent.workingcopy;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.cliniccontent.database.Database;

/**
 * The drafts that there are. Whoever changes or publishes an entity holds the lock of its draft; several are locked in
 * the order of their ids, so that two never wait for each other.
 */
@ApplicationScoped
public class Drafts {

    /** Older versions kept the ids of keys: whose they are counts. */
    private static final String SELECT = "select *, owners_of(authors) as owners from draft ";

    private final Database database;

    Drafts(Database database) {
        this.database = database;
    }

    public Optional<Draft> find(String type, String slug) {
        return database.queryOne(SELECT + "where type = ? and slug = ?", Drafts::draft, type, slug);
    }

    public Optional<Draft> lock(String type, String slug) {
        return database.queryOne(SELECT + "where type = ? and slug = ? for update", Drafts::draft, type, slug);
    }

    public List<Draft> lock(Collection<UUID> ids) {
        return database.query(SELECT + "where id = any(?::uuid[]) order by id for update", Drafts::draft, ids);
    }

    /** @param slugs each of the type at the same place */
    public List<Draft> lock(List<String> types, List<String> slugs) {
        return database.query(SELECT + """
                where id in (select d.id from unnest(?::text[], ?::text[]) w(type, slug)
                             join draft d on d.type = w.type and d.slug = w.slug)
                order by id for update
                """, Drafts::draft, types, slugs);
    }

    public List<Draft> lockApproved() {
        return database.query(SELECT + "where state = 'APPROVED' order by id for update", Drafts::draft);
    }

    public List<Draft> find(Collection<UUID> ids) {
        return database.query(SELECT + "where id = any(?::uuid[]) order by id", Drafts::draft, ids);
    }

    /** By id, after one. */
    List<Draft> page(Optional<String> state, Optional<String> type, UUID after, int limit) {
        var conditions = new StringBuilder("where id > ? ");
        List<Object> parameters = new ArrayList<>(List.of(after));
        state.ifPresent(value -> {
            conditions.append("and state = ? ");
            parameters.add(value);
            if (!value.equals(Draft.State.RELEASED.name())) {
                // Lets the index of what is pending be used, whatever the parameter.
                conditions.append("and state <> 'RELEASED' ");
            }
        });
        type.ifPresent(value -> {
            conditions.append("and type = ? ");
            parameters.add(value);
        });
        parameters.add(limit);
        return database.query(SELECT + conditions + "order by id limit ?", Drafts::draft, parameters.toArray());
    }

    /** Writes whole rows; whoever calls it has locked those that exist. */
    public void store(Collection<Draft> drafts) {
        List<Object[]> rows = new ArrayList<>();
        for (Draft draft : drafts) {
            var verdict = draft.verdict();
            rows.add(new Object[] {
                draft.id(),
                draft.type(),
                draft.slug(),
                draft.name(),
                draft.state().name(),
                draft.body(),
                draft.sha256(),
                draft.removal(),
                draft.version(),
                draft.authors(),
                draft.changedBy(),
                Timestamp.from(draft.updatedAt()),
                verdict == null ? null : verdict.by(),
                verdict == null ? null : Timestamp.from(verdict.at()),
                verdict == null ? null : verdict.comment(),
                verdict == null ? null : verdict.approvedSha256()
            });
        }
        database.batch("""
                insert into draft (id, type, slug, name, state, body, sha256, removal, version, authors, changed_by,
                                   updated_at, reviewed_by, reviewed_at, comment, approved_sha256)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                on conflict (id) do update set
                    slug = excluded.slug, name = excluded.name, state = excluded.state, body = excluded.body,
                    sha256 = excluded.sha256, removal = excluded.removal, version = excluded.version,
                    authors = excluded.authors, changed_by = excluded.changed_by, updated_at = excluded.updated_at,
                    reviewed_by = excluded.reviewed_by, reviewed_at = excluded.reviewed_at,
                    comment = excluded.comment, approved_sha256 = excluded.approved_sha256
                """, rows);
    }

    /**
     * Of those that say what a release publishes there is nothing to release then. Their content is not written again.
     *
     * @param hashes what is published of each
     */
    public void released(Map<UUID, String> hashes, String by, Instant now) {
        database.update("""
                update draft d set state = 'RELEASED', removal = null, version = version + 1, authors = '{}',
                                   changed_by = ?, updated_at = ?,
                                   reviewed_by = null, reviewed_at = null, comment = null, approved_sha256 = null
                from unnest(?::uuid[], ?::text[]) w(id, sha256)
                where d.id = w.id and d.state <> 'RELEASED' and w.sha256 =
                    case when d.removal is null then d.sha256
                    else encode(sha256(convert_to(d.removal, 'UTF8')), 'hex') end
                """, by, Timestamp.from(now), hashes.keySet(), hashes.values());
    }

    void delete(UUID id) {
        database.update("delete from draft where id = ?", id);
    }

    /** The working copies that point to one, as paths. */
    List<String> pointingTo(UUID id) {
        return database.query(
                "select type || '/' || slug from draft where strpos(body || coalesce(removal, ''), ?) > 0 and id <> ? order by 1",
                row -> row.getString(1),
                id.toString(),
                id);
    }

    private static Draft draft(ResultSet row) throws SQLException {
        var reviewedAt = row.getTimestamp("reviewed_at");
        return new Draft(
                row.getObject("id", UUID.class),
                row.getString("type"),
                row.getString("slug"),
                row.getString("name"),
                Draft.State.valueOf(row.getString("state")),
                row.getString("body"),
                row.getString("sha256"),
                row.getString("removal"),
                row.getLong("version"),
                strings(row.getArray("owners")),
                row.getString("changed_by"),
                row.getTimestamp("updated_at").toInstant(),
                reviewedAt == null
                        ? null
                        : new Draft.Verdict(
                                row.getString("reviewed_by"),
                                reviewedAt.toInstant(),
                                row.getString("comment"),
                                row.getString("approved_sha256")));
    }

    private static List<String> strings(Array array) throws SQLException {
        return List.of((String[]) array.getArray());
    }
}
