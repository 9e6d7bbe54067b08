package org.cliniccontent.nemesis;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.cliniccontent.partner.Key;

/** The links in bodies. */
final class Links {

    private Links() {}

    /** Returns everything in a body that has an id and a type, except the entity itself. */
    static Set<Key> of(Key key, JsonNode body) {
        Set<Key> found = new HashSet<>();
        collect(body, found);
        found.remove(key);
        return found;
    }

    private static void collect(JsonNode node, Set<Key> found) {
        if (node.has("id") && node.has("type")) {
            found.add(new Key(node.path("type").asText(), node.path("id").asText()));
        }
        node.forEach(child -> collect(child, found));
    }

    /**
     * Checks whether links of one type lead from an entity into a cycle: then no order between it and its targets
     * exists.
     */
    static boolean leadIntoACircle(Key from, Map<Key, JsonNode> entities) {
        return leadsIntoACircle(from, entities, new HashSet<>(), new HashSet<>());
    }

    private static boolean leadsIntoACircle(Key at, Map<Key, JsonNode> entities, Set<Key> path, Set<Key> done) {
        if (!path.add(at)) {
            return true;
        }
        for (Key target : of(at, entities.get(at))) {
            if (target.type().equals(at.type())
                    && !done.contains(target)
                    && leadsIntoACircle(target, entities, path, done)) {
                return true;
            }
        }
        path.remove(at);
        done.add(at);
        return false;
    }
}
