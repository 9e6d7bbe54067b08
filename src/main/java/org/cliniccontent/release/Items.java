package org.cliniccontent.release;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.cliniccontent.database.Database;

/** What was published at a release. */
@ApplicationScoped
public class Items {

    /** To be followed by a condition on {@code i}; {@link #VALID} and two release numbers make it "at a release". */
    public static final String SELECT = """
            select i.id, i.type, i.slug, i.name, i.state, i.since_release, r.published_at, i.review_due, i.body, i.sha256
            from published_item i join release r on r.number = i.since_release
            """;

    public static final String VALID = " i.since_release <= ? and (i.until_release is null or i.until_release > ?) ";

    private final Database database;

    Items(Database database) {
        this.database = database;
    }

    /** The entity that has this slug at a release; a tombstone if it was removed under it. */
    public Optional<Item> bySlug(String type, String slug, long release) {
        return database
                .query(
                        SELECT + "where i.type = ? and i.slug = ? and" + VALID,
                        Items::item,
                        type,
                        slug,
                        release,
                        release)
                .stream()
                // A published owner comes before the tombstones of earlier ones, and of those the last.
                .max(Comparator.comparing(Item::isPublished).thenComparing(Item::release));
    }

    /** The entity that had this slug before a release, as it is at that release: for redirects. */
    public Optional<Item> byFormerSlug(String type, String slug, long release) {
        return database.queryOne(SELECT + """
                        where i.id = (select p.id from published_item p
                                      where p.type = ? and p.slug = ? and p.since_release <= ?
                                      order by p.since_release desc limit 1) and
                        """ + VALID, Items::item, type, slug, release, release, release);
    }

    /** What is published of these at a release; tombstones are left out. */
    public Map<UUID, Item> byIds(Collection<UUID> ids, long release) {
        Map<UUID, Item> found = new HashMap<>();
        if (!ids.isEmpty()) {
            database.query(
                            SELECT + "where i.id = any(?::uuid[]) and i.state = 'PUBLISHED' and" + VALID,
                            Items::item,
                            ids,
                            release,
                            release)
                    .forEach(item -> found.put(item.id(), item));
        }
        return found;
    }

    /** The ids that these slugs of a type lead to at a release: their present owners, else their last ones. */
    public List<UUID> idsOfSlugs(String type, Collection<String> slugs, long release) {
        return database.query("""
                select distinct on (slug) id from published_item
                where type = ? and slug = any(?) and since_release <= ?
                order by slug, (state = 'PUBLISHED' and (until_release is null or until_release > ?)) desc,
                         since_release desc
                """, row -> row.getObject(1, UUID.class), type, slugs, release, release);
    }

    /**
     * The slugs that entities have at a release: of what is published then, and the last ones of what no longer is. What
     * was never published by then is left out.
     */
    public Map<UUID, String> slugsOfIds(Collection<UUID> ids, long release) {
        Map<UUID, String> slugs = new HashMap<>();
        if (!ids.isEmpty()) {
            database.query("""
                            select distinct on (id) id, slug from published_item
                            where id = any(?::uuid[]) and since_release <= ? order by id, since_release desc
                            """, row -> Map.entry(row.getObject(1, UUID.class), row.getString(2)), ids, release)
                    .forEach(row -> slugs.put(row.getKey(), row.getValue()));
        }
        return slugs;
    }

    public static Item item(ResultSet row) throws SQLException {
        return new Item(
                row.getObject("id", UUID.class),
                row.getString("type"),
                row.getString("slug"),
                row.getString("name"),
                row.getString("state"),
                row.getLong("since_release"),
                row.getTimestamp("published_at").toInstant(),
                row.getObject("review_due", LocalDate.class),
                row.getString("body"),
                row.getString("sha256"));
    }

    /** A verbatim source by its hash. */
    public Optional<String> source(String sha256) {
        return database.queryOne("select text from published_source where sha256 = ?", row -> row.getString(1), sha256);
    }
}
