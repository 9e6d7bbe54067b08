package org.cliniccontent.release;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.cliniccontent.content.ContentTypes;
import org.cliniccontent.content.Link;
import org.cliniccontent.content.TypeDescription;
import org.cliniccontent.database.Database;
import org.cliniccontent.database.Sql;

/**
 * The impact of changes: entities that point to a changed one, by any relation, such as the treatments that show a
 * caveat, or the entities that quote a document. It takes one statement, however many changes are asked about.
 */
@ApplicationScoped
class Impact {

    /** The maximum number of links per change; the lists, filtered by the entity, have all. */
    static final int MAX_LINKS = 100;

    private static final Sql POINTING = Sql.of("select " + Items.COLUMNS + """
            , c.id as target, m.total
            from unnest(:ids::uuid[], :types::text[]) c(id, type)
            cross join lateral (
                select d.id, d.name_key, count(*) over () as total
                from (select distinct f.id, f.name_key
                      from unnest(:targets::text[], :pointingTypes::text[], :fields::text[]) w(target, type, field)
                      join published_facet f on f.type = w.type and f.field = w.field and f.value = c.id::text
                        and f.since_release <= :release and (f.until_release is null or f.until_release > :release)
                      where w.target = c.type) d
                where not exists (select from published_item o where o.id = d.id and o.since_release = :release)
                order by d.name_key, d.id limit :limit) m
            join published_item i on i.id = m.id
              and i.since_release <= :release and (i.until_release is null or i.until_release > :release)
            order by c.id, m.name_key, m.id
            """);

    private final Database database;
    private final ContentTypes types;

    Impact(Database database, ContentTypes types) {
        this.database = database;
        this.types = types;
    }

    private record Pointing(UUID target, Item from, int total) {}

    /** Returns the changes with the unchanged entities, published at their release, that they affect. */
    List<Change> by(List<Change> changes, long release) {
        if (changes.isEmpty()) {
            return changes;
        }
        Map<UUID, List<Link>> links = new HashMap<>();
        Map<UUID, Integer> totals = new HashMap<>();
        for (Pointing each : pointing(changes, release)) {
            links.computeIfAbsent(each.target(), id -> new ArrayList<>())
                    .add(each.from().link(types.description(each.from().type())));
            totals.put(each.target(), each.total());
        }
        return changes.stream()
                .map(change -> change.affecting(
                        links.getOrDefault(change.id(), List.of()), totals.getOrDefault(change.id(), 0)))
                .toList();
    }

    private List<Pointing> pointing(List<Change> changes, long release) {
        var targets = types.descriptions().map(TypeDescription::name).toList();
        var relations = targets.stream()
                .flatMap(target -> types.incoming(target).stream())
                .toList();
        return database.query(
                POINTING.with("ids", changes.stream().map(Change::id).toList())
                        .with("types", changes.stream().map(Change::type).toList())
                        .with(
                                "targets",
                                relations.stream()
                                        .map(each -> each.relation().target())
                                        .toList())
                        .with(
                                "pointingTypes",
                                relations.stream()
                                        .map(each -> each.from().name())
                                        .toList())
                        .with(
                                "fields",
                                relations.stream()
                                        .map(each -> each.relation().filter())
                                        .toList())
                        .with("release", release)
                        .with("limit", MAX_LINKS),
                row -> new Pointing(row.getObject("target", UUID.class), Items.item(row), row.getInt("total")));
    }
}
