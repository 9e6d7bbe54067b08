package org.cliniccontent.read;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.cliniccontent.content.Review;
import org.cliniccontent.content.TypeDescription;
import org.cliniccontent.database.Database;
import org.cliniccontent.database.Sql;
import org.cliniccontent.http.Cursor;
import org.cliniccontent.release.Item;
import org.cliniccontent.release.Items;
import org.cliniccontent.release.Releases;

/**
 * Finds the entities of a list by their facet rows. One filter drives: for each of its values an index gives the rows
 * in the list's order, from the cursor on, so a page costs the same however many match and however deep it lies. The
 * other filters are looked up for each row.
 */
@ApplicationScoped
class ListReader {

    /** How many rows are counted at most to find the narrowest filter, or whether a range of releases has few. */
    private static final int DRIVER_LOOK = 2_000;

    private static final String REVIEW_DUE = "reviewDue";

    private static final Sql CHANGES = Sql.of("""
            select count(*) from (
                select from published_facet f
                where f.type = :type and f.field = :field and f.value = any(:values::text[])
                  and f.changed > :after and f.changed <= :upTo limit :limit) s
            """);

    private final Database database;
    private final Items items;
    private final Releases releases;

    ListReader(Database database, Items items, Releases releases) {
        this.database = database;
        this.items = items;
        this.releases = releases;
    }

    /** A page's entities, the position after them if there are more, and the count if it was asked for. */
    record Page(List<Item> items, Optional<Position> next, Optional<Long> total) {}

    /**
     * The filter that gives a list its rows.
     *
     * @param narrow whether it is known to have few
     */
    record Driver(String field, boolean narrow) {}

    /** A place in the order. */
    record Position(String key, UUID id) {

        /** @param sort of the list: by name, or by the number of a release */
        static Position of(Cursor cursor, ListQuery.Sort sort) {
            return new Position(sort.byName() ? cursor.key() : Long.toString(cursor.number()), cursor.uuid());
        }
    }

    /** @param day as of which reviews have the status that is asked for */
    Page find(TypeDescription type, ListQuery query, long release, LocalDate day, Optional<Position> after) {
        var filters = filters(type, query, release, day);
        // The database's times have microseconds: a nanosecond less would be rounded to the moment itself.
        var since = query.updatedSince()
                .map(moment -> releases.asOf(moment.minusNanos(1).truncatedTo(ChronoUnit.MICROS)));
        if (filters.values().stream().anyMatch(Set::isEmpty)) {
            return new Page(List.of(), Optional.empty(), query.total() ? Optional.of(0L) : Optional.empty());
        }
        var driver = driver(type, filters);
        var values = filters.getOrDefault(driver.field(), Set.of(""));
        boolean fewChanges = query.sort().byName()
                && (since.isPresent() || query.time().isGiven())
                && changes(type, driver, values, since.orElse(0L), release) < DRIVER_LOOK;
        var sql = new ListSql(type, query, release, since, driver, filters);
        List<Position> positions = new ArrayList<>();
        var found = database.query(
                sql.page(after, fewChanges),
                row -> {
                    var item = Items.item(row);
                    positions.add(new Position(row.getString("key"), item.id()));
                    return item;
                },
                sql.parameters());
        boolean more = found.size() > query.limit();
        var page = more ? found.subList(0, query.limit()) : found;
        return new Page(
                page,
                more ? Optional.of(positions.get(query.limit() - 1)) : Optional.empty(),
                query.total()
                        ? Optional.of(count(new ListSql(type, query, release, since, driver, filters)))
                        : Optional.empty());
    }

    private long count(ListSql sql) {
        return database.queryOne(sql.count(), row -> row.getLong(1), sql.parameters())
                .orElseThrow();
    }

    /** Of several filters the one that matches the fewest, as far as a bounded look can tell. */
    private Driver driver(TypeDescription type, Map<String, Set<String>> filters) {
        if (filters.size() < 2) {
            return new Driver(
                    filters.isEmpty() ? "" : filters.keySet().iterator().next(), false);
        }
        List<String> fields = new ArrayList<>();
        List<String> values = new ArrayList<>();
        filters.forEach((field, ofField) -> ofField.forEach(value -> {
            fields.add(field);
            values.add(value);
        }));
        return database.queryOne(
                        """
                        select w.field, sum(c.n) from unnest(?::text[], ?::text[]) w(field, value)
                        cross join lateral (
                            select count(*) as n from (
                                select from published_facet f
                                where f.type = ? and f.field = w.field and f.value = w.value limit ?) s) c
                        group by w.field order by sum(c.n), w.field limit 1
                        """,
                        row -> new Driver(row.getString(1), row.getLong(2) < DRIVER_LOOK),
                        fields,
                        values,
                        type.name(),
                        DRIVER_LOOK)
                .orElseThrow();
    }

    /** How many rows changed after one release and up to another, as far as a bounded look can tell. */
    private long changes(TypeDescription type, Driver driver, Set<String> values, long after, long upTo) {
        return database.queryOne(
                        CHANGES.with("type", type.name())
                                .with("field", driver.field())
                                .with("values", values)
                                .with("after", after)
                                .with("upTo", upTo)
                                .with("limit", DRIVER_LOOK),
                        row -> row.getLong(1))
                .orElseThrow();
    }

    /** Field to values, in terms of facet rows: slugs become ids, and a review's status the dates that have it. */
    private Map<String, Set<String>> filters(TypeDescription type, ListQuery query, long release, LocalDate day) {
        Map<String, Set<String>> filters = new LinkedHashMap<>(query.facets());
        query.links()
                .forEach((relation, slugs) -> filters.put(
                        relation.filter(),
                        items.idsOfSlugs(relation.target(), slugs, release).stream()
                                .map(UUID::toString)
                                .collect(Collectors.toCollection(TreeSet::new))));
        if (!query.reviewStatus().isEmpty()) {
            filters.put(
                    REVIEW_DUE,
                    dueDates(type).stream()
                            .filter(date -> query.reviewStatus().contains(Review.Status.of(LocalDate.parse(date), day)))
                            .collect(Collectors.toCollection(TreeSet::new)));
        }
        return filters;
    }

    /** The distinct dates, by a skip scan: there are few, and many rows of each. */
    private List<String> dueDates(TypeDescription type) {
        return database.query("""
                with recursive dates as (
                    (select min(value) as value from published_facet where type = ? and field = 'reviewDue')
                    union all
                    select (select min(value) from published_facet
                            where type = ? and field = 'reviewDue' and value > d.value)
                    from dates d where d.value is not null)
                select value from dates where value is not null
                """, row -> row.getString(1), type.name(), type.name());
    }
}
