package org.cliniccontent.read;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.cliniccontent.content.Relation;
import org.cliniccontent.content.TypeDescription;
import org.cliniccontent.release.Item;

/**
 * How entities of a type are shown: members in the order of the view record, what an entity is first, what the server
 * adds last.
 */
final class Shape {

    static final Set<String> ALWAYS_EMBEDDED = Set.of(Relation.caveats().target());

    private final TypeDescription type;
    private final List<String> members;
    private final Map<String, Integer> places = new HashMap<>();
    private final boolean caveats;

    Shape(TypeDescription type) {
        this.type = type;
        this.caveats = type.hasCaveats();
        this.members = new ArrayList<>(Selection.fieldNames(type));
        if (!members.contains(Composer.REVIEW)) {
            // It may take one from its documents.
            members.add(Composer.REVIEW);
        }
        members.forEach(name -> places.put(name, places.size()));
    }

    TypeDescription type() {
        return type;
    }

    /** The names of the members that there may be, in their order. */
    List<String> members() {
        return members;
    }

    /** A body's members by their places here; after them those that the view does not have. */
    StoredBody.Member[] arrange(StoredBody body) {
        int unknown = members.size();
        var arranged = new StoredBody.Member[members.size() + body.members().size()];
        for (StoredBody.Member member : body.members()) {
            var place = places.get(member.name());
            arranged[place == null ? unknown++ : place] = member;
        }
        return arranged;
    }

    boolean hasCaveats() {
        return caveats;
    }

    /** The types of what is embedded where these relations are included. */
    Set<String> embedded(Set<String> include) {
        Set<String> embedded = new HashSet<>(ALWAYS_EMBEDDED);
        type.relations().stream()
                .filter(relation -> include.contains(relation.field()))
                .map(Relation::target)
                .forEach(embedded::add);
        return embedded;
    }

    /** With what a reader needs to show the target, which is of this type, and to follow the link. */
    void link(JsonBytes to, Item target) {
        to.begin('{')
                .name("id")
                .text(target.id().toString())
                .name("type")
                .text(target.type())
                .name("slug")
                .text(target.slug())
                .name("name")
                .text(target.name())
                .name("href")
                .text(type.pathOf(target.slug()))
                .end('}');
    }
}
