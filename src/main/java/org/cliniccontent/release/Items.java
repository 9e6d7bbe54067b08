package org.cliniccontent.release;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.cliniccontent.content.Relation;
import org.cliniccontent.database.Database;

/** The published items, at any release. */
@ApplicationScoped
public class Items {

    /** The columns that {@link #item} reads; they must be selected first. */
    public static final String COLUMNS = """
            i.id, i.type, i.slug, i.name, i.state, i.since_release,
            (select r.published_at from release r where r.number = i.since_release), i.review_due, i.body, i.sha256
            """;

    /**
     * The beginning of a query, to be followed by a condition on {@code i}. {@link #VALID} with two release numbers
     * limits it to a release.
     */
    public static final String SELECT = "select " + COLUMNS + " from published_item i ";

    public static final String VALID = " i.since_release <= ? and (i.until_release is null or i.until_release > ?) ";

    private static final String DOCUMENT = Relation.passages().target();

    private final Database database;

    Items(Database database) {
        this.database = database;
    }

    /** The query of link targets. Their bodies are read only if they have a review that others inherit. */
    private static final String TARGETS = """
            select i.id, i.type, i.slug, i.name, i.state, i.since_release,
                   case when i.type = any(?) then
                       (select r.published_at from release r where r.number = i.since_release) end,
                   i.review_due,
                   case when i.type = any(?) or (i.type = ? and i.review_due is not null) then i.body end,
                   i.sha256
            from published_item i
            """;

    /** Returns the entity that has this slug at a release; a tombstone if it was removed under it. */
    public Optional<Item> bySlug(String type, String slug, long release) {
        return owner(
                database.query(
                        SELECT + "where i.type = ? and i.slug = ? and" + VALID,
                        Items::item,
                        type,
                        slug,
                        release,
                        release),
                type,
                slug);
    }

    /** Selects the owner of a slug: a published one before the tombstones of earlier ones, and the latest of those. */
    private static Optional<Item> owner(List<Item> found, String type, String slug) {
        return found.stream()
                .filter(item -> item.slug().equals(slug) && item.type().equals(type))
                .max(Comparator.comparing(Item::isPublished).thenComparing(Item::release));
    }

    /**
     * The extent of a read from an entity.
     *
     * @param links the fields of facet rows whose values are the ids of its link targets
     * @param embedded those of them whose targets are embedded, so that their own links are needed too
     * @param whole the types whose entities are shown whole
     */
    public record Reach(Collection<String> links, Collection<String> embedded, Collection<String> whole) {}

    /** An entity with its link targets, as {@link #targets} returns them. */
    public record WithTargets(Item entity, List<Item> targets) {}

    /** Reads like {@link #bySlug}, in one statement with the link targets. */
    public Optional<WithTargets> bySlugWithTargets(String type, String slug, Reach reach, long release) {
        // Each field is a parameter, rather than one array of all: the planner needs to know their number.
        var links = parameters(reach.links());
        var embedded = parameters(reach.embedded());
        List<Object> parameters = new ArrayList<>(List.of(type, slug, release, release));
        parameters.addAll(reach.links());
        Collections.addAll(parameters, release, release);
        parameters.addAll(reach.embedded());
        parameters.addAll(reach.links());
        Collections.addAll(parameters, release, release, reach.whole(), reach.whole(), DOCUMENT, release, release);
        // Concatenated without a formatter, which would take as long as everything else here.
        var sql = "with root as materialized (select i.* from published_item i where i.type = ? and i.slug = ? and"
                + VALID + "), linked as materialized (select i.field, i.value::uuid as id"
                + " from root r join published_facet i on i.id = r.id where i.field in (" + links + ") and" + VALID
                + "), needed as (select id from linked union select i.value::uuid"
                + " from linked l join published_facet i on i.id = l.id where l.field in (" + embedded
                + ") and i.field in (" + links + ") and" + VALID + ") select " + COLUMNS + " from root i union all "
                + TARGETS + " join needed n on n.id = i.id where i.state = 'PUBLISHED' and" + VALID;
        var found = database.query(sql, Items::item, parameters.toArray());
        return owner(found, type, slug).map(entity -> new WithTargets(entity, found));
    }

    /** Returns the entity that had this slug before a release, in its state at that release: for redirects. */
    public Optional<Item> byFormerSlug(String type, String slug, long release) {
        return database.queryOne(SELECT + """
                        where i.id = (select p.id from published_item p
                                      where p.type = ? and p.slug = ? and p.since_release <= ?
                                      order by p.since_release desc limit 1) and
                        """ + VALID, Items::item, type, slug, release, release, release);
    }

    private static String parameters(Collection<String> values) {
        return values.isEmpty() ? "null" : String.join(", ", Collections.nCopies(values.size(), "?"));
    }

    /** Returns those of the entities that are published at a release; tombstones are left out. */
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

    /**
     * Returns those of the entities that are published at a release, each with the members to be shown.
     *
     * @param whole the types whose entities are shown whole
     */
    public List<Item> targets(Collection<UUID> ids, Collection<String> whole, long release) {
        return ids.isEmpty()
                ? List.of()
                : database.query(
                        TARGETS + "where i.id = any(?::uuid[]) and i.state = 'PUBLISHED' and" + VALID,
                        Items::item,
                        whole,
                        whole,
                        DOCUMENT,
                        ids,
                        release,
                        release);
    }

    /** Returns the ids of the entities that own these slugs of a type at a release, or else owned them last. */
    public List<UUID> idsOfSlugs(String type, Collection<String> slugs, long release) {
        return database.query("""
                select distinct on (slug) id from published_item
                where type = ? and slug = any(?) and since_release <= ?
                order by slug, (state = 'PUBLISHED' and (until_release is null or until_release > ?)) desc,
                         since_release desc
                """, row -> row.getObject(1, UUID.class), type, slugs, release, release);
    }

    /**
     * Returns the slugs of entities at a release: of published ones, and the last slugs of removed ones. Entities never
     * published by then are left out.
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
        var updatedAt = row.getTimestamp(7);
        return new Item(
                row.getObject(1, UUID.class),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getLong(6),
                updatedAt == null ? null : updatedAt.toInstant(),
                row.getObject(8, LocalDate.class),
                row.getBytes(9),
                row.getString(10));
    }

    /** Returns a verbatim source by its hash. */
    public Optional<String> source(String sha256) {
        return database.queryOne("select text from published_source where sha256 = ?", row -> row.getString(1), sha256);
    }
}
