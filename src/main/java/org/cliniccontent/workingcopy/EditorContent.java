package org.cliniccontent.workingcopy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.cliniccontent.content.EditForm;
import org.cliniccontent.content.JsonBodies;
import org.cliniccontent.content.SourceText;
import org.cliniccontent.database.Database;

/** Bodies as editors write them: what a draft's {@code content} shows, and what a restore or an export takes in again. */
@ApplicationScoped
public class EditorContent {

    private static final String SECTIONS = "sections";
    private static final int HEAD = 60;

    private final Database database;
    private final ObjectMapper json;

    EditorContent(Database database, ObjectMapper json) {
        this.database = database;
        this.json = json;
    }

    /** A draft's content, with the links by the slugs that working copies have now. */
    public ObjectNode of(Draft draft, Map<UUID, String> sources) {
        return of(draft.id(), JsonBodies.parse(json, draft.body()), sources);
    }

    /** A body of any time, with the links by the slugs that working copies have now. */
    public ObjectNode of(UUID id, ObjectNode body, Map<UUID, String> sources) {
        return of(body, slugs(EditForm.targets(body))::get, sources.get(id));
    }

    /** @param source the verbatim text of a document, else null */
    public static ObjectNode of(ObjectNode body, Function<UUID, String> slugs, String source) {
        var content = EditForm.of(body, slugs);
        if (source != null) {
            content.put("source", source);
            var text = new SourceText(source);
            content.path(SECTIONS).forEach(section -> startsWith((ObjectNode) section, text));
        }
        return content;
    }

    /** A section is written by the text with which it starts; where it ends follows from the next. */
    private static void startsWith(ObjectNode section, SourceText source) {
        int start = section.path("start").asInt();
        int end = section.path("end").asInt();
        // What starts with white space goes on to where there is more than that.
        int length = HEAD * (source.blanksFrom(start) / HEAD + 1);
        section.put("startsWith", source.between(start, Math.min(end, start + length)));
        section.remove("end");
    }

    private Map<UUID, String> slugs(Collection<UUID> ids) {
        Map<UUID, String> slugs = new HashMap<>();
        database.query(
                        "select id, slug from draft where id = any(?::uuid[])",
                        row -> Map.entry(row.getObject(1, UUID.class), row.getString(2)),
                        ids)
                .forEach(row -> slugs.put(row.getKey(), row.getValue()));
        return slugs;
    }
}
