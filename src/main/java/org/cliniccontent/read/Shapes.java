package org.cliniccontent.read;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.cliniccontent.content.ContentTypes;
import org.cliniccontent.content.Relation;
import org.cliniccontent.content.TypeDescription;
import org.cliniccontent.release.Items;

/** How the entities of each type are shown: worked out once. */
@ApplicationScoped
class Shapes {

    private final Map<String, Shape> byType;
    private final Set<String> linkFields;

    Shapes(ContentTypes types) {
        this.byType = types.descriptions().collect(Collectors.toMap(TypeDescription::name, Shape::new));
        this.linkFields = types.descriptions()
                .flatMap(type -> type.relations().stream())
                .map(Relation::filter)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    Shape of(String type) {
        return byType.get(type);
    }

    /** What has to be read with an entity of a type to show it. */
    Items.Reach reach(TypeDescription type, Set<String> include) {
        var embedded = type.relations().stream()
                .filter(relation -> relation.equals(Relation.caveats()) || include.contains(relation.field()))
                .map(Relation::filter)
                .toList();
        return new Items.Reach(linkFields, embedded, of(type.name()).embedded(include));
    }
}
