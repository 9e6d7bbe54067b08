package org.cliniccontent.content;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/**
 * A published body as editors write it: each link is the slug of what it leads to, and what the service sets ({@code id},
 * {@code type}) or the path says ({@code slug}) is left out.
 */
public final class EditForm {

    private static final List<String> NOT_EDITED = List.of("id", "type", "slug");

    private EditForm() {}

    /**
     * @param body is not changed
     * @param slugs must know every one of {@link #targets}
     */
    public static ObjectNode of(ObjectNode body, Function<UUID, String> slugs) {
        var form = JsonNodeFactory.instance.objectNode();
        body.properties().stream()
                .filter(member -> !NOT_EDITED.contains(member.getKey()))
                .forEach(member -> form.set(member.getKey(), written(member.getValue(), slugs)));
        return form;
    }

    /** The ids of everything that a body links to. */
    public static Set<UUID> targets(ObjectNode body) {
        Set<UUID> targets = new HashSet<>();
        body.forEach(member -> collect(member, targets));
        return targets;
    }

    private static void collect(JsonNode node, Set<UUID> targets) {
        if (isLink(node)) {
            targets.add(idOf(node));
        } else {
            node.forEach(child -> collect(child, targets));
        }
    }

    private static JsonNode written(JsonNode node, Function<UUID, String> slugs) {
        if (isLink(node)) {
            var slug = slugs.apply(idOf(node));
            if (slug == null) {
                throw new IllegalStateException("a published link leads to what never was published: " + node);
            }
            return TextNode.valueOf(slug);
        }
        if (node instanceof ObjectNode object) {
            var written = JsonNodeFactory.instance.objectNode();
            object.properties().forEach(member -> written.set(member.getKey(), written(member.getValue(), slugs)));
            return written;
        }
        if (node instanceof ArrayNode array) {
            var written = JsonNodeFactory.instance.arrayNode(array.size());
            array.forEach(element -> written.add(written(element, slugs)));
            return written;
        }
        return node;
    }

    private static boolean isLink(JsonNode node) {
        return node.isObject() && node.size() == 2 && node.has("id") && node.has("type");
    }

    private static UUID idOf(JsonNode link) {
        return UUID.fromString(link.path("id").asText());
    }
}
