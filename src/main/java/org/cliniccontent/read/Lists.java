package org.cliniccontent.read;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.cliniccontent.http.Cursor;
import org.cliniccontent.release.Database;
import org.cliniccontent.release.Item;
import org.cliniccontent.release.Items;
import org.cliniccontent.release.Releases;
import org.cliniccontent.release.Review;
import org.cliniccontent.release.TypeDescription;

/**
 * Finds the entities of a list by their facet rows. One filter drives: for each of its values an index gives the rows
 * in the list's order, from the cursor on, so a page costs the same however many match and however deep it lies. The
 * other filters are looked up for each row.
 */
@ApplicationScoped
class Lists {

    /** How many rows of each filter are counted to find the narrowest. */
    private static final int DRIVER_LOOK = 2_000;

    private static final String REVIEW_DUE = "reviewDue";
    private static final String VALID =
            " %1$s.since_release <= ? and (%1$s.until_release is null or %1$s.until_release > ?)";

    private final Database database;
    private final Items items;
    private final Releases releases;
    private final Clock clock;

    Lists(Database database, Items items, Releases releases, Clock clock) {
        this.database = database;
        this.items = items;
        this.releases = releases;
        this.clock = clock;
    }

    /** A page's entities, the position after them if there are more, and the count if it was asked for. */
    record Page(List<Item> items, Optional<Position> next, Optional<Long> total) {}

    /** A place in the order. */
    record Position(String key, UUID id) {

        static Position of(Cursor cursor) {
            return new Position(cursor.key(), UUID.fromString(cursor.id()));
        }
    }

    Page find(TypeDescription type, ListQuery query, long release, Optional<Position> after) {
        var filters = filters(type, query);
        var since = query.updatedSince().map(moment -> releases.asOf(moment.minusNanos(1)));
        if (filters.values().stream().anyMatch(Set::isEmpty)) {
            return new Page(List.of(), Optional.empty(), query.total() ? Optional.of(0L) : Optional.empty());
        }
        var driver = driver(type, filters);
        var sql = new Sql(type, query, release, since, driver, filters);
        List<Position> positions = new ArrayList<>();
        var found = database.query(
                sql.page(after),
                row -> {
                    positions.add(new Position(row.getString("key"), row.getObject("id", UUID.class)));
                    return Items.item(row);
                },
                sql.parameters());
        boolean more = found.size() > query.limit();
        var page = more ? found.subList(0, query.limit()) : found;
        return new Page(
                page,
                more ? Optional.of(positions.get(query.limit() - 1)) : Optional.empty(),
                query.total()
                        ? Optional.of(count(new Sql(type, query, release, since, driver, filters)))
                        : Optional.empty());
    }

    private long count(Sql sql) {
        return database.queryOne(sql.count(), row -> row.getLong(1), sql.parameters())
                .orElseThrow();
    }

    /** Of several filters the one that matches the fewest, as far as a bounded look can tell. */
    private String driver(TypeDescription type, Map<String, Set<String>> filters) {
        if (filters.size() < 2) {
            return filters.isEmpty() ? "" : filters.keySet().iterator().next();
        }
        List<String> fields = new ArrayList<>();
        List<String> values = new ArrayList<>();
        filters.forEach((field, ofField) -> ofField.forEach(value -> {
            fields.add(field);
            values.add(value);
        }));
        return database.queryOne("""
                        select w.field from unnest(?::text[], ?::text[]) w(field, value)
                        cross join lateral (
                            select count(*) as n from (
                                select from published_facet f
                                where f.type = ? and f.field = w.field and f.value = w.value limit ?) s) c
                        group by w.field order by sum(c.n), w.field limit 1
                        """, row -> row.getString(1), fields, values, type.name(), DRIVER_LOOK)
                .orElseThrow();
    }

    /** Field to values, in terms of facet rows: slugs become ids, and a review's status the dates that have it. */
    private Map<String, Set<String>> filters(TypeDescription type, ListQuery query) {
        Map<String, Set<String>> filters = new LinkedHashMap<>(query.facets());
        query.links()
                .forEach((relation, slugs) -> filters.put(
                        relation.filter(),
                        items.idsOfSlugs(relation.target(), slugs).stream()
                                .map(UUID::toString)
                                .collect(Collectors.toCollection(TreeSet::new))));
        if (!query.reviewStatus().isEmpty()) {
            var today = LocalDate.now(clock.withZone(ZoneOffset.UTC));
            filters.put(
                    REVIEW_DUE,
                    dueDates(type).stream()
                            .filter(date ->
                                    query.reviewStatus().contains(Review.Status.of(LocalDate.parse(date), today)))
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

    /** The statement for one list, with its parameters in their order. */
    private static final class Sql {

        private final TypeDescription type;
        private final ListQuery query;
        private final long release;
        private final Optional<Long> since;
        private final Map<String, Set<String>> others;
        private final Map.Entry<String, Set<String>> driver;
        private final List<Object> parameters = new ArrayList<>();

        private Sql(
                TypeDescription type,
                ListQuery query,
                long release,
                Optional<Long> since,
                String driver,
                Map<String, Set<String>> filters) {
            this.type = type;
            this.query = query;
            this.release = release;
            this.since = since;
            this.others = new LinkedHashMap<>(filters);
            this.driver = Map.entry(driver, filters.getOrDefault(driver, Set.of("")));
            this.others.remove(driver);
        }

        Object[] parameters() {
            return parameters.toArray();
        }

        String page(Optional<Position> after) {
            var key = query.sort().byName() ? "name_key" : "changed";
            var direction = query.sort().descending() ? "desc" : "asc";
            var beyond = query.sort().descending() ? "<" : ">";
            var sql = new StringBuilder("select m.key, i.*, r.published_at from (select distinct on (");
            sql.append("m.%1$s, m.id) m.%1$s as key, m.id from unnest(?::text[]) v(value) cross join lateral ("
                    .formatted(key));
            parameters.add(driver.getValue());
            sql.append("select f.%s, f.id from published_facet f where f.type = ? and f.field = ? and f.value = v.value"
                    .formatted(key));
            parameters.add(type.name());
            parameters.add(driver.getKey());
            conditions(sql);
            after.ifPresent(position -> {
                sql.append(" and (f.%s, f.id) %s (?, ?)".formatted(key, beyond));
                parameters.add(query.sort().byName() ? position.key() : (Object) Long.valueOf(position.key()));
                parameters.add(position.id());
            });
            sql.append(" order by f.%1$s %2$s, f.id %2$s limit ?) m order by m.%1$s %2$s, m.id %2$s limit ?) m"
                    .formatted(key, direction));
            parameters.add(query.limit() + 1);
            parameters.add(query.limit() + 1);
            sql.append(" join published_item i on i.id = m.id and" + VALID.formatted("i"));
            validity();
            sql.append(" join release r on r.number = i.since_release order by m.key %1$s, m.id %1$s"
                    .formatted(direction));
            return sql.toString();
        }

        String count() {
            var sql = new StringBuilder(
                    "select count(distinct f.id) from published_facet f where f.type = ? and f.field = ?"
                            + " and f.value = any(?::text[])");
            parameters.add(type.name());
            parameters.add(driver.getKey());
            parameters.add(driver.getValue());
            conditions(sql);
            return sql.toString();
        }

        private void conditions(StringBuilder sql) {
            sql.append(" and").append(VALID.formatted("f"));
            validity();
            since.ifPresent(number -> {
                sql.append(" and f.changed > ?");
                parameters.add(number);
            });
            others.forEach((field, values) -> {
                sql.append(" and exists (select from published_facet o where o.id = f.id and o.field = ?"
                        + " and o.value = any(?::text[]) and" + VALID.formatted("o") + ")");
                parameters.add(field);
                parameters.add(values);
                validity();
            });
        }

        private void validity() {
            parameters.add(release);
            parameters.add(release);
        }
    }
}
