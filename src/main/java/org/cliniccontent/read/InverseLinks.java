package org.cliniccontent.read;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.cliniccontent.content.ContentTypes;
import org.cliniccontent.content.TypeDescription;
import org.cliniccontent.database.Database;
import org.cliniccontent.release.Item;
import org.cliniccontent.release.Items;

/** What points to an entity: the links that lead back, by the facet rows of those that have them. */
@ApplicationScoped
class InverseLinks {

    /** For each relation; the lists, filtered by this entity, have all. */
    static final int MAX_LINKS = 100;

    /** As many rows of types and fields as relations lead to the entity's type. */
    private static final String FIND = """
            select i.id, i.type, i.slug, i.name, w.field
            from (values %s) w(type, field)
            cross join lateral (
                select f.id from published_facet f
                where f.type = w.type and f.field = w.field and f.value = ?
                  and f.since_release <= ? and (f.until_release is null or f.until_release > ?)
                order by f.name_key, f.id limit %d) m
            join published_item i on i.id = m.id and
            """ + Items.VALID;

    private final Database database;
    private final Shapes shapes;
    private final Map<String, Incoming> byTarget;

    InverseLinks(Database database, ContentTypes types, Shapes shapes) {
        this.database = database;
        this.shapes = shapes;
        this.byTarget = types.descriptions()
                .collect(Collectors.toMap(TypeDescription::name, type -> Incoming.of(types.incoming(type.name()))));
    }

    /**
     * What leads to a type, worked out once.
     *
     * @param memberOf the member that shows what comes by a relation, by type and field
     * @param members the names of these members, in the order of the relations
     * @param fields the types and fields, for the statement
     */
    private record Incoming(Map<String, String> memberOf, Set<String> members, List<String> fields, String sql) {

        static Incoming of(List<ContentTypes.Incoming> relations) {
            Map<String, String> memberOf = new LinkedHashMap<>();
            List<String> fields = new ArrayList<>();
            for (var each : relations) {
                var type = each.from().name();
                var field = each.relation().filter();
                memberOf.put(Source.relation(type, field), each.relation().inverse());
                Collections.addAll(fields, type, field);
            }
            var rows = String.join(", ", Collections.nCopies(relations.size(), "(?, ?)"));
            return new Incoming(
                    memberOf,
                    new LinkedHashSet<>(memberOf.values()),
                    fields,
                    String.format(Locale.ROOT, FIND, rows, MAX_LINKS));
        }
    }

    /** Something that points to the entity, with the relation by which it does. */
    private record Source(String relation, Item item) {

        static Source of(ResultSet row) throws SQLException {
            var type = row.getString(2);
            var item = Item.linked(row.getObject(1, UUID.class), type, row.getString(3), row.getString(4));
            return new Source(relation(type, row.getString(5)), item);
        }

        static String relation(String type, String field) {
            return type + '/' + field;
        }
    }

    /** Adds the members that lead back. */
    void addTo(JsonBytes body, TypeDescription type, UUID id, long release) {
        var incoming = byTarget.get(type.name());
        if (incoming.members().isEmpty()) {
            return;
        }
        Map<String, List<Item>> byRelation = new HashMap<>();
        find(incoming, id, release).forEach(source -> byRelation
                .computeIfAbsent(source.relation(), key -> new ArrayList<>())
                .add(source.item()));
        for (String member : incoming.members()) {
            body.name(member).begin('[');
            incoming.memberOf().forEach((relation, memberOf) -> {
                if (memberOf.equals(member)) {
                    links(body, byRelation.getOrDefault(relation, List.of()));
                }
            });
            body.end(']');
        }
    }

    private void links(JsonBytes to, List<Item> items) {
        items.stream().sorted(Comparator.comparing(Item::name)).forEach(item -> shapes.of(item.type())
                .link(to.separate(), item));
    }

    private List<Source> find(Incoming incoming, UUID id, long release) {
        List<Object> parameters = new ArrayList<>(incoming.fields());
        Collections.addAll(parameters, id.toString(), release, release, release, release);
        return database.query(incoming.sql(), Source::of, parameters.toArray());
    }
}
