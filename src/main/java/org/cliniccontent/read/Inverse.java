package org.cliniccontent.read;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.cliniccontent.database.Database;
import org.cliniccontent.release.ContentTypes;
import org.cliniccontent.release.Item;
import org.cliniccontent.release.Items;
import org.cliniccontent.release.TypeDescription;

/** What points to an entity: the links that lead back, by the facet rows of those that have them. */
@ApplicationScoped
class Inverse {

    /** For each relation; the lists, filtered by this entity, have all. */
    static final int MAX_LINKS = 100;

    private final Database database;
    private final ContentTypes types;
    private final Composer composer;
    private final ObjectMapper json;

    Inverse(Database database, ContentTypes types, Composer composer, ObjectMapper json) {
        this.database = database;
        this.types = types;
        this.composer = composer;
        this.json = json;
    }

    void addTo(ObjectNode body, TypeDescription type, UUID id, long release) {
        var incoming = types.incoming(type.name());
        if (incoming.isEmpty()) {
            return;
        }
        Map<String, ArrayNode> members = new LinkedHashMap<>();
        incoming.forEach(each -> members.putIfAbsent(each.relation().inverse(), json.createArrayNode()));
        Map<String, String> memberOf = new LinkedHashMap<>();
        incoming.forEach(each -> memberOf.put(
                each.from().name() + '/' + each.relation().filter(),
                each.relation().inverse()));
        find(incoming, id, release).forEach((from, items) -> items.stream()
                .sorted(Comparator.comparing(Item::name))
                .forEach(item -> members.get(memberOf.get(from)).add(composer.link(item))));
        members.forEach(body::set);
    }

    private Map<String, List<Item>> find(List<ContentTypes.Incoming> incoming, UUID id, long release) {
        Map<String, List<Item>> found = new LinkedHashMap<>();
        database.query(
                        """
                        select w.type || '/' || w.field as via, i.*, r.published_at
                        from unnest(?::text[], ?::text[]) w(type, field)
                        cross join lateral (
                            select f.id from published_facet f
                            where f.type = w.type and f.field = w.field and f.value = ?
                              and f.since_release <= ? and (f.until_release is null or f.until_release > ?)
                            order by f.name_key, f.id limit ?) m
                        join published_item i on i.id = m.id
                          and i.since_release <= ? and (i.until_release is null or i.until_release > ?)
                        join release r on r.number = i.since_release
                        """,
                        row -> Map.entry(row.getString("via"), Items.item(row)),
                        incoming.stream().map(each -> each.from().name()).toList(),
                        incoming.stream().map(each -> each.relation().filter()).toList(),
                        id.toString(),
                        release,
                        release,
                        MAX_LINKS,
                        release,
                        release)
                .forEach(row -> found.computeIfAbsent(row.getKey(), key -> new ArrayList<>())
                        .add(row.getValue()));
        return found;
    }
}
