package org.cliniccontent.read;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.cliniccontent.content.TypeDescription;

/** Which members are shown of an entity of which only some are wanted. What it is and its caveats always are. */
final class Sparse {

    private Sparse() {}

    static Set<String> alwaysOf(TypeDescription type) {
        var always = new HashSet<>(List.of("id", "type", "slug", type.label()));
        if (type.hasCaveats()) {
            always.add(TypeDescription.CAVEATS);
        }
        return always;
    }

    static Predicate<String> shown(TypeDescription type, Selection selection) {
        if (selection.fields().isEmpty()) {
            return name -> true;
        }
        var shown = alwaysOf(type);
        shown.addAll(selection.fields().get());
        return shown::contains;
    }
}
