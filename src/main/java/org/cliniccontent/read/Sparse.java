package org.cliniccontent.read;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.cliniccontent.release.ContentTypes;
import org.cliniccontent.release.TypeDescription;

/** An entity of which only some members are wanted. What it is and its caveats always stay. */
final class Sparse {

    private final ObjectNode body;
    private final Set<String> always;

    Sparse(ContentTypes types, ObjectNode body) {
        this.body = body;
        this.always = alwaysOf(types.description(body.path("type").asText()));
    }

    static Set<String> alwaysOf(TypeDescription type) {
        var always = new HashSet<>(List.of("id", "type", "slug", type.label()));
        if (type.hasCaveats()) {
            always.add(TypeDescription.CAVEATS);
        }
        return always;
    }

    void keep(Set<String> fields) {
        var kept = new HashSet<>(always);
        kept.addAll(fields);
        body.retain(kept);
    }
}
