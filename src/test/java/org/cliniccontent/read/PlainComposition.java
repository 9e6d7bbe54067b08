package org.cliniccontent.read;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.cliniccontent.content.JsonBodies;
import org.cliniccontent.content.Review;
import org.cliniccontent.content.TypeDescription;
import org.cliniccontent.release.Item;

/** What is shown of entities, worked out plainly: with trees, and one target at a time. */
final class PlainComposition {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Function<UUID, Item> find;
    private final Function<String, TypeDescription> types;
    private final LocalDate day;

    PlainComposition(Function<UUID, Item> find, Function<String, TypeDescription> types, LocalDate day) {
        this.find = find;
        this.types = types;
        this.day = day;
    }

    ObjectNode of(Item root, Selection selection) {
        var shown = show(root, selection.include(), Set.of());
        selection.fields().ifPresent(fields -> {
            Set<String> kept = new HashSet<>(Selection.alwaysShown(types.apply(root.type())));
            kept.addAll(fields);
            shown.retain(kept);
        });
        return shown;
    }

    private ObjectNode show(Item item, Set<String> include, Set<UUID> inherited) {
        var body = JsonBodies.parse(JSON, item.body());
        Set<UUID> own = new LinkedHashSet<>();
        body.path("caveats").forEach(link -> own.add(idOf(link)));
        review(item, body).ifPresent(review -> body.set("review", review));
        for (String name : body.properties().stream().map(Map.Entry::getKey).toList()) {
            if (name.equals("caveats")) {
                Set<UUID> all = new LinkedHashSet<>(own);
                all.addAll(inherited);
                var caveats = body.putArray("caveats");
                all.forEach(id -> caveats.add(show(find.apply(id), Set.of(), Set.of())));
            } else {
                body.set(name, resolved(body.get(name), include.contains(name), own));
            }
        }
        body.put("release", item.release())
                .put("updatedAt", item.updatedAt().toString())
                .put("sha256", item.sha256());
        return arranged(item, body);
    }

    private JsonNode resolved(JsonNode node, boolean embed, Set<UUID> caveats) {
        if (isLink(node)) {
            var target = find.apply(idOf(node));
            var inherited = types.apply(target.type()).hasCaveats() ? caveats : Set.<UUID>of();
            return embed ? show(target, Set.of(), inherited) : link(target);
        }
        if (node instanceof ObjectNode object) {
            object.properties().forEach(member -> member.setValue(resolved(member.getValue(), embed, caveats)));
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, resolved(array.get(i), embed, caveats));
            }
        }
        return node;
    }

    private Optional<ObjectNode> review(Item item, ObjectNode body) {
        var from = item;
        if (item.reviewDue() == null) {
            Set<UUID> documents = new HashSet<>();
            body.findValues("document").forEach(link -> documents.add(idOf(link)));
            for (UUID id : documents) {
                var due = find.apply(id).reviewDue();
                if (due != null && (from.reviewDue() == null || due.isBefore(from.reviewDue()))) {
                    from = find.apply(id);
                }
            }
        }
        if (from.reviewDue() == null) {
            return Optional.empty();
        }
        var review = (ObjectNode) JsonBodies.parse(JSON, from.body()).path("review");
        var due = from.reviewDue();
        review.put("status", Review.Status.of(due, day).name());
        if (from != item) {
            review.set("document", link(from));
        }
        return Optional.of(review);
    }

    private ObjectNode arranged(Item item, ObjectNode body) {
        var arranged = JSON.createObjectNode();
        for (String name : Selection.fieldNames(types.apply(item.type()))) {
            var value = body.remove(name);
            if (value != null) {
                arranged.set(name, value);
            }
        }
        return arranged.setAll(body);
    }

    private ObjectNode link(Item target) {
        return JSON.valueToTree(target.link(types.apply(target.type())));
    }

    private static boolean isLink(JsonNode node) {
        return node.isObject() && node.size() == 2 && node.has("id") && node.has("type");
    }

    private static UUID idOf(JsonNode link) {
        return UUID.fromString(link.path("id").asText());
    }
}
