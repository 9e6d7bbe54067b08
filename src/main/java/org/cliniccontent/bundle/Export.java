package org.cliniccontent.bundle;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.cliniccontent.content.EditForm;
import org.cliniccontent.content.JsonBodies;
import org.cliniccontent.database.Database;
import org.cliniccontent.release.Item;
import org.cliniccontent.release.Items;
import org.cliniccontent.workingcopy.Editable;
import org.cliniccontent.workingcopy.EditorContent;

/**
 * Writes what was published at a release as a bundle that imports to the same state. Page by page: memory does not grow
 * with the content, and no transaction stays open, because what is published at a release never changes.
 */
@ApplicationScoped
class Export {

    private static final int PAGE = 200;
    private static final UUID FIRST = new UUID(0, 0);

    private final List<Editable<?, ?>> types;
    private final Items items;
    private final Database database;
    private final ObjectMapper json;

    Export(@All List<Editable<?, ?>> types, Items items, Database database, ObjectMapper json) {
        this.types = types;
        this.items = items;
        this.database = database;
        this.json = json;
    }

    void write(JsonGenerator out, long release) throws IOException {
        out.writeStartObject();
        out.writeStringField("format", Bundle.FORMAT);
        for (Editable<?, ?> type : types) {
            writeEntities(out, type, release);
        }
        out.writeObjectFieldStart("ids");
        for (Editable<?, ?> type : types) {
            for (var page = page(type, FIRST, release); !page.isEmpty(); page = page(type, last(page), release)) {
                for (Item item : page) {
                    out.writeStringField(
                            type.bundleKey() + '/' + item.slug(), item.id().toString());
                }
            }
        }
        out.writeEndObject();
        out.writeEndObject();
    }

    private void writeEntities(JsonGenerator out, Editable<?, ?> type, long release) throws IOException {
        var page = page(type, FIRST, release);
        if (page.isEmpty()) {
            return;
        }
        out.writeObjectFieldStart(type.bundleKey());
        for (; !page.isEmpty(); page = page(type, last(page), release)) {
            var bodies = page.stream()
                    .map(item -> JsonBodies.parse(json, item.body()))
                    .toList();
            Set<UUID> targets = new HashSet<>();
            bodies.forEach(body -> targets.addAll(EditForm.targets(body)));
            var slugs = items.slugsOfIds(targets, release);
            for (int i = 0; i < page.size(); i++) {
                out.writeFieldName(page.get(i).slug());
                json.writeTree(out, EditorContent.of(bodies.get(i), slugs::get, sourceOf(bodies.get(i))));
            }
        }
        out.writeEndObject();
    }

    private String sourceOf(ObjectNode body) {
        return body.has("sourceSha256")
                ? items.source(body.path("sourceSha256").asText()).orElseThrow()
                : null;
    }

    private List<Item> page(Editable<?, ?> type, UUID after, long release) {
        return database.query(
                Items.SELECT + "where i.type = ? and i.state = 'PUBLISHED' and i.id > ? and" + Items.VALID
                        + "order by i.id limit ?",
                Items::item,
                type.description().name(),
                after,
                release,
                release,
                PAGE);
    }

    private static UUID last(List<Item> page) {
        return page.get(page.size() - 1).id();
    }
}
