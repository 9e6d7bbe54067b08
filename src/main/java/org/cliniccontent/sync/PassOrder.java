package org.cliniccontent.sync;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.cliniccontent.content.ContentTypes;
import org.cliniccontent.content.Relation;
import org.cliniccontent.content.TypeDescription;

/** The order of types in a pass: link targets come before the entities that link to them. */
@ApplicationScoped
class PassOrder {

    private final List<String> order;
    private final Set<String> selfLinked;

    PassOrder(ContentTypes types) {
        List<String> ordered = new ArrayList<>();
        Set<String> linked = new TreeSet<>();
        types.descriptions().forEach(type -> {
            add(type, types, ordered, new ArrayList<>());
            if (targets(type).contains(type.name())) {
                linked.add(type.name());
            }
        });
        this.order = List.copyOf(ordered);
        this.selfLinked = linked;
    }

    private static void add(TypeDescription type, ContentTypes types, List<String> ordered, List<String> path) {
        if (ordered.contains(type.name())) {
            return;
        }
        if (path.contains(type.name())) {
            throw new IllegalStateException("types that point to one another in a circle have no order: " + path);
        }
        path.add(type.name());
        targets(type).stream()
                .filter(target -> !target.equals(type.name()))
                .forEach(target -> add(types.description(target), types, ordered, path));
        path.remove(type.name());
        ordered.add(type.name());
    }

    private static Set<String> targets(TypeDescription type) {
        var targets = new TreeSet<String>();
        type.relations().stream().map(Relation::target).forEach(targets::add);
        return targets;
    }

    /**
     * Checks whether entities of a type may link to others of it, so that they are ordered by the depth of these links.
     */
    boolean isSelfLinked(String type) {
        return selfLinked.contains(type);
    }

    List<String> ofPublished() {
        return order;
    }

    List<String> ofRemoved() {
        var reversed = new ArrayList<>(order);
        Collections.reverse(reversed);
        return reversed;
    }
}
