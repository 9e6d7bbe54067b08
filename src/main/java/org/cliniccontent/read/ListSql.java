package org.cliniccontent.read;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.cliniccontent.content.TypeDescription;
import org.cliniccontent.release.Items;

/** The statement for one list, with its parameters in their order. */
final class ListSql {

    private static final String VALID =
            " %1$s.since_release <= ? and (%1$s.until_release is null or %1$s.until_release > ?)";

    private final TypeDescription type;
    private final ListQuery query;
    private final long release;
    private final Optional<Long> since;
    private final Map<String, Set<String>> others;
    private final ListReader.Driver driver;
    private final Set<String> values;
    private final List<Object> parameters = new ArrayList<>();

    ListSql(
            TypeDescription type,
            ListQuery query,
            long release,
            Optional<Long> since,
            ListReader.Driver driver,
            Map<String, Set<String>> filters) {
        this.type = type;
        this.query = query;
        this.release = release;
        this.since = since;
        this.others = new LinkedHashMap<>(filters);
        this.driver = driver;
        this.values = filters.getOrDefault(driver.field(), Set.of(""));
        this.others.remove(driver.field());
    }

    Object[] parameters() {
        return parameters.toArray();
    }

    /**
     * It says how many values there are and how many rows are wanted, and has an array for neither: or the planner would
     * think each parameter's value worth a plan of its own, which costs more than the rows.
     *
     * @param fewChanges whether so few rows changed in the releases in question that it is better to sort them than
     *     to go through the whole list in its order
     */
    String page(Optional<ListReader.Position> after, boolean fewChanges) {
        var key = query.sort().byName() ? "name_key" : "changed";
        var direction = query.sort().descending() ? "desc" : "asc";
        var beyond = query.sort().descending() ? "<" : ">";
        var sql = new StringBuilder("select ").append(Items.COLUMNS).append(", m.key from (select distinct on (");
        sql.append(String.format(
                Locale.ROOT,
                "m.%1$s, m.id) m.%1$s as key, m.id from (values %2$s offset 0) v(value) cross join lateral (",
                key,
                String.join(", ", Collections.nCopies(values.size(), "(?::text)"))));
        parameters.addAll(values);
        sql.append(String.format(
                Locale.ROOT,
                "select f.%s, f.id from (select f.* from published_facet f where f.type = ? and f.field = ?",
                key));
        sql.append(" and f.value = v.value");
        parameters.add(type.name());
        parameters.add(driver.field());
        if (fewChanges || !query.sort().byName()) {
            changed(sql, "f.changed");
        } else if (since.isPresent()) {
            // Not as it stands in an index, for the planner would sort all that changed instead of reading in order.
            changed(sql, "(f.changed + 0)");
        }
        // "offset 0" keeps the planner from taking the index of the order instead of that of the changes.
        sql.append(fewChanges ? " offset 0) f where" : ") f where");
        valid(sql, "f");
        lookUps(sql);
        after.ifPresent(position -> {
            sql.append(String.format(Locale.ROOT, " and (f.%s, f.id) %s (?, ?)", key, beyond));
            parameters.add(query.sort().byName() ? position.key() : (Object) Long.valueOf(position.key()));
            parameters.add(position.id());
        });
        sql.append(String.format(
                Locale.ROOT,
                " order by f.%1$s %2$s, f.id %2$s limit %3$d) m order by m.%1$s %2$s, m.id %2$s limit %3$d) m",
                key,
                direction,
                query.limit() + 1));
        sql.append(" join published_item i on i.id = m.id and");
        valid(sql, "i");
        sql.append(String.format(Locale.ROOT, " order by m.key %1$s, m.id %1$s", direction));
        return sql.toString();
    }

    /** A filter that is not known to be narrow is not looked up for each row: they are intersected as a whole. */
    String count() {
        var sql = new StringBuilder("select count(*) from (select ").append(values.size() > 1 ? "distinct " : "");
        sql.append("f.id from published_facet f where");
        matches(sql, "f", driver.field(), values);
        changed(sql, "f.changed");
        if (driver.narrow()) {
            lookUps(sql);
        } else {
            others.forEach((field, ofField) -> {
                sql.append(" intersect select o.id from published_facet o where");
                matches(sql, "o", field, ofField);
            });
        }
        return sql.append(") m").toString();
    }

    private void matches(StringBuilder sql, String alias, String field, Set<String> ofField) {
        sql.append(String.format(
                Locale.ROOT, " %1$s.type = ? and %1$s.field = ? and %1$s.value = any(?::text[]) and", alias));
        parameters.add(type.name());
        parameters.add(field);
        parameters.add(ofField);
        valid(sql, alias);
    }

    /** The upper bound is implied by the validity; said, it lets an index begin where an old release ends. */
    private void changed(StringBuilder sql, String expression) {
        sql.append(String.format(Locale.ROOT, " and %s <= ?", expression));
        parameters.add(release);
        since.ifPresent(number -> {
            sql.append(String.format(Locale.ROOT, " and %s > ?", expression));
            parameters.add(number);
        });
    }

    /**
     * "offset 0" keeps these as they are: the planner, which cannot know how many rows a value has, would turn them
     * into joins that go through all rows of the filter, some of them once for each row.
     */
    private void lookUps(StringBuilder sql) {
        others.forEach((field, ofField) -> {
            sql.append(" and exists (select from published_facet o where o.id = f.id and o.field = ?"
                    + " and o.value = any(?::text[]) and");
            parameters.add(field);
            parameters.add(ofField);
            valid(sql, "o");
            sql.append(" offset 0)");
        });
    }

    private void valid(StringBuilder sql, String alias) {
        sql.append(String.format(Locale.ROOT, VALID, alias));
        parameters.add(release);
        parameters.add(release);
    }
}
