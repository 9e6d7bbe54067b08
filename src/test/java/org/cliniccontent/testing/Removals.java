package org.cliniccontent.testing;

import io.quarkus.narayana.jta.QuarkusTransaction;
import org.cliniccontent.database.Database;
import org.cliniccontent.release.Canonical;

/** Releases that remove an entity, row by row, as long as the service has no way of its own to do so. */
public final class Removals {

    private Removals() {}

    /**
     * @param more members of the tombstone, each with a comma before it
     * @return the release
     */
    public static long remove(Database database, String type, String slug, String state, String more) {
        return QuarkusTransaction.requiringNew().call(() -> {
            long number = database.queryOne("select current from release_pointer for update", row -> row.getLong(1))
                            .orElseThrow()
                    + 1;
            var id = database.queryOne("""
                            update published_item set until_release = ?
                            where type = ? and slug = ? and until_release is null and state = 'PUBLISHED'
                            returning id::text
                            """, row -> row.getString(1), number, type, slug)
                    .orElseThrow();
            database.update(
                    "update published_facet set until_release = ? where id = ?::uuid and until_release is null",
                    number,
                    id);
            var body = Canonical.json(Api.parse(
                    "{\"id\": \"%s\", \"type\": \"%s\", \"slug\": \"%s\", \"name\": \"Gone\", \"state\": \"%s\"%s}"
                            .formatted(id, type, slug, state, more)));
            database.update("""
                    insert into published_item
                        (id, type, slug, since_release, state, name, name_key, body, sha256, approved_by)
                    select id, type, slug, ?, ?, name, name_key, ?, ?, 'Removing reviewer' from published_item
                    where id = ?::uuid and until_release = ?
                    """, number, state, body, Canonical.sha256(body), id, number);
            database.update("""
                    insert into release (number, published_at, message, author, changes, hash)
                    select n, at, 'removed', 'test', 1, release_hash(p.hash, n, at, 'removed', 'test')
                    from (select ?::bigint as n, clock_timestamp() as at) r, release_pointer p
                    """, number);
            database.update(
                    "update release_pointer set current = number, hash = r.hash from release r where number = ?",
                    number);
            return number;
        });
    }
}
