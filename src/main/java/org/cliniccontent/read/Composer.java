package org.cliniccontent.read;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.LocalDate;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.cliniccontent.release.Bodies;
import org.cliniccontent.release.ContentTypes;
import org.cliniccontent.release.Item;
import org.cliniccontent.release.Items;
import org.cliniccontent.release.Review;
import org.cliniccontent.release.TypeDescription;

/**
 * Makes what is served of what is stored. Stored bodies link by type and id; here links become what a reader can
 * follow, caveats are embedded always and other relations on request, all as they were at one release. However many
 * entities are composed, it takes three statements: their targets, the caveats of what is embedded, and its links.
 */
@ApplicationScoped
class Composer {

    static final String REVIEW = "review";
    static final List<String> SERVER_FIELDS = List.of("release", "updatedAt", "sha256");

    private final Items items;
    private final ContentTypes types;
    private final ObjectMapper json;

    Composer(Items items, ContentTypes types, ObjectMapper json) {
        this.items = items;
        this.types = types;
        this.json = json;
    }

    /**
     * @param keys receives what a cache may purge the result by
     * @return one tree for each root, in their order
     */
    List<ObjectNode> compose(List<Item> roots, Selection selection, long release, LocalDate day, Set<String> keys) {
        return compose(roots, selection, release, day, keys, missing -> List.of());
    }

    /** @param unpublished gives items for what is not published at the release */
    List<ObjectNode> compose(
            List<Item> roots,
            Selection selection,
            long release,
            LocalDate day,
            Set<String> keys,
            Function<Collection<UUID>, Collection<Item>> unpublished) {
        var work = new Work(release, unpublished, selection.include(), day);
        roots.forEach(work::put);
        var composed = roots.stream()
                .map(root -> work.bodies.get(root.id()).deepCopy())
                .toList();
        work.load(idsIn(composed));
        // Then what the embedded link to: their caveats, and the caveats' own links.
        Collection<ObjectNode> embedded = work.embeddedIn(composed);
        work.load(idsIn(embedded));
        work.load(idsIn(work.embeddedIn(embedded)));

        for (int i = 0; i < roots.size(); i++) {
            work.finish(composed.get(i), roots.get(i), selection.include(), Set.of());
            selection.fields().ifPresent(new Sparse(types, composed.get(i))::keep);
        }
        work.found.values().forEach(item -> keys.add(item.type() + '/' + item.slug()));
        return composed;
    }

    private static Set<UUID> idsIn(Collection<? extends JsonNode> bodies) {
        Set<UUID> ids = new HashSet<>();
        bodies.forEach(body -> collect(body, ids));
        return ids;
    }

    private static void collect(JsonNode node, Set<UUID> ids) {
        if (isLink(node)) {
            ids.add(idOf(node));
        } else {
            node.forEach(child -> collect(child, ids));
        }
    }

    private static boolean isLink(JsonNode node) {
        return node.isObject() && node.size() == 2 && node.has("id") && node.has("type");
    }

    private static UUID idOf(JsonNode link) {
        return UUID.fromString(link.path("id").asText());
    }

    /** One composition: what has been loaded for it so far. */
    private final class Work {

        private final long release;
        private final Function<Collection<UUID>, Collection<Item>> unpublished;
        private final Set<String> include;
        private final LocalDate day;
        private final Map<UUID, Item> found = new HashMap<>();
        private final Map<UUID, ObjectNode> bodies = new HashMap<>();

        /** What is embedded or linked often is made once: the trees of a page share it. */
        private final Map<UUID, ObjectNode> embedded = new HashMap<>();

        private final Map<UUID, ObjectNode> links = new HashMap<>();

        private Work(
                long release,
                Function<Collection<UUID>, Collection<Item>> unpublished,
                Set<String> include,
                LocalDate day) {
            this.release = release;
            this.unpublished = unpublished;
            this.include = include;
            this.day = day;
        }

        private void put(Item item) {
            found.put(item.id(), item);
            bodies.put(item.id(), Bodies.parse(json, item.body()));
        }

        private void load(Set<UUID> ids) {
            ids.removeAll(found.keySet());
            items.byIds(ids, release).values().forEach(this::put);
            if (!found.keySet().containsAll(ids)) {
                unpublished
                        .apply(ids.stream().filter(id -> !found.containsKey(id)).toList())
                        .forEach(this::put);
            }
        }

        /** The bodies that these will embed. */
        private Collection<ObjectNode> embeddedIn(Collection<ObjectNode> parents) {
            Map<UUID, ObjectNode> embedded = new HashMap<>();
            for (ObjectNode parent : parents) {
                for (var member : parent.properties()) {
                    if (member.getKey().equals(TypeDescription.CAVEATS) || include.contains(member.getKey())) {
                        idsIn(List.of(member.getValue())).stream()
                                .filter(bodies::containsKey)
                                .forEach(id -> embedded.put(id, bodies.get(id)));
                    }
                }
            }
            return embedded.values();
        }

        /**
         * @param embed the relations to embed in it
         * @param inherited the caveats of what it is shown under, which hold for it too
         */
        private void finish(ObjectNode body, Item item, Set<String> embed, Set<UUID> inherited) {
            var own = new LinkedHashSet<UUID>();
            body.path(TypeDescription.CAVEATS).forEach(link -> own.add(idOf(link)));
            review(body, item);
            var caveats = new LinkedHashSet<>(own);
            caveats.addAll(inherited);
            for (String name : List.copyOf(fieldNames(body))) {
                var value = body.get(name);
                if (name.equals(TypeDescription.CAVEATS)) {
                    var array = body.putArray(name);
                    caveats.forEach(id -> array.add(embed(id, Set.of())));
                } else {
                    body.set(name, resolve(value, embed.contains(name), own));
                }
            }
            body.put("release", item.release());
            body.put("updatedAt", item.updatedAt().toString());
            body.put("sha256", item.sha256());
            Order.arrange(types.description(item.type()), body);
        }

        private JsonNode resolve(JsonNode node, boolean embed, Set<UUID> caveats) {
            if (isLink(node)) {
                return embed ? embed(idOf(node), caveats) : link(found.get(idOf(node)));
            }
            if (node instanceof ObjectNode object) {
                for (String name : List.copyOf(fieldNames(object))) {
                    object.set(name, resolve(object.get(name), embed, caveats));
                }
            } else if (node instanceof ArrayNode array) {
                for (int i = 0; i < array.size(); i++) {
                    array.set(i, resolve(array.get(i), embed, caveats));
                }
            }
            return node;
        }

        private ObjectNode embed(UUID id, Set<UUID> caveatsAbove) {
            var inherited = types.description(found.get(id).type()).hasCaveats() ? caveatsAbove : Set.<UUID>of();
            if (!inherited.isEmpty()) {
                return finished(id, inherited);
            }
            var known = embedded.get(id);
            if (known == null) {
                known = finished(id, inherited);
                embedded.put(id, known);
            }
            return known;
        }

        private ObjectNode finished(UUID id, Set<UUID> inherited) {
            var body = bodies.get(id).deepCopy();
            finish(body, found.get(id), Set.of(), inherited);
            return body;
        }

        /** Its own review, or that of the first of its documents to be due; with its status on the day. */
        private void review(ObjectNode body, Item item) {
            var from = item;
            if (item.reviewDue() == null) {
                for (UUID document : documentsOf(body)) {
                    var candidate = found.get(document);
                    if (candidate.reviewDue() != null
                            && (from.reviewDue() == null
                                    || candidate.reviewDue().isBefore(from.reviewDue()))) {
                        from = candidate;
                    }
                }
            }
            if (from.reviewDue() != null) {
                var review = ((ObjectNode) bodies.get(from.id()).path(REVIEW)).deepCopy();
                review.put("status", Review.Status.of(from.reviewDue(), day).name());
                if (from != item) {
                    review.set("document", link(from));
                }
                body.set(REVIEW, review);
            }
        }

        private Set<UUID> documentsOf(ObjectNode body) {
            Set<UUID> documents = new HashSet<>();
            collectDocuments(body, documents);
            return documents;
        }

        private void collectDocuments(JsonNode node, Set<UUID> documents) {
            if (node.has("quote") && isLink(node.path("document"))) {
                documents.add(idOf(node.path("document")));
            } else {
                node.forEach(child -> collectDocuments(child, documents));
            }
        }

        private ObjectNode link(Item target) {
            return links.computeIfAbsent(target.id(), id -> Composer.this.link(target));
        }
    }

    ObjectNode link(Item target) {
        return json.createObjectNode()
                .put("id", target.id().toString())
                .put("type", target.type())
                .put("slug", target.slug())
                .put("name", target.name())
                .put("href", types.description(target.type()).pathOf(target.slug()));
    }

    private static List<String> fieldNames(ObjectNode node) {
        return node.properties().stream().map(Map.Entry::getKey).toList();
    }
}
