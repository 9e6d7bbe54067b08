package org.cliniccontent.read;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.cliniccontent.content.ContentTypes;
import org.cliniccontent.content.JsonBodies;
import org.cliniccontent.content.Link;
import org.cliniccontent.content.Tombstone;
import org.cliniccontent.content.TypeDescription;
import org.cliniccontent.http.RenderedResponse;
import org.cliniccontent.http.Representation;
import org.cliniccontent.http.problem.ProblemException;
import org.cliniccontent.http.problem.ProblemType;
import org.cliniccontent.release.Item;
import org.cliniccontent.release.Items;

/** Answers the reads of what was removed: 410, with the tombstone. */
@ApplicationScoped
class RemovedReads {

    static final String TOMBSTONE = "tombstone";

    private final Items items;
    private final ContentTypes types;
    private final ObjectMapper json;

    RemovedReads(Items items, ContentTypes types, ObjectMapper json) {
        this.items = items;
        this.types = types;
        this.json = json;
    }

    /** @param release the one that is read */
    ProblemException problem(TypeDescription type, String slug, Item item, long release) {
        return new ProblemException(
                        ProblemType.GONE,
                        String.format(Locale.ROOT, "The %s '%s' is no longer published", type.name(), slug))
                .withMember(TOMBSTONE, tombstone(item, release))
                // That something is gone is an answer like that it is there, and until it is there again.
                .withHeader(HttpHeaders.CACHE_CONTROL, Representation.CACHE_CONTROL)
                .withHeader(HttpHeaders.VARY, RenderedResponse.VARY)
                .withHeader(
                        Representation.SURROGATE_KEY, Representation.surrogateKey(List.of(type.name() + '/' + slug)));
    }

    private Tombstone tombstone(Item item, long release) {
        var body = JsonBodies.parse(json, item.body());
        return new Tombstone(
                Tombstone.Kind.valueOf(item.state()),
                body.path("reason").asText(null),
                body.has("urgency")
                        ? Tombstone.Urgency.valueOf(body.path("urgency").asText())
                        : null,
                replacement(body.path("replacement"), release),
                item.release(),
                item.updatedAt());
    }

    /** Absent if it was itself removed since. */
    private Link replacement(JsonNode link, long release) {
        if (!link.has("id")) {
            return null;
        }
        var id = UUID.fromString(link.path("id").asText());
        var replacement = items.byIds(List.of(id), release).get(id);
        return replacement == null ? null : replacement.link(types.description(replacement.type()));
    }
}
