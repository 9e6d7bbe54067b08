package org.cliniccontent.content;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Applies differences as {@link JsonDiff} describes it: what it says it is, it must be possible to do. */
final class Patch {

    private JsonNode document;

    private Patch(JsonNode document) {
        this.document = document;
    }

    static JsonNode apply(JsonNode before, List<Difference> differences) {
        var patch = new Patch(before.deepCopy());
        of(differences, Difference.Kind.CHANGED).forEach(patch::replace);
        var removed = of(differences, Difference.Kind.REMOVED);
        for (int i = removed.size() - 1; i >= 0; i--) {
            patch.remove(removed.get(i));
        }
        of(differences, Difference.Kind.ADDED).forEach(patch::add);
        return patch.document;
    }

    private static List<Difference> of(List<Difference> differences, Difference.Kind kind) {
        return differences.stream().filter(each -> each.kind() == kind).toList();
    }

    private void replace(Difference difference) {
        var at = JsonPointer.compile(difference.pointer());
        require(document.at(at).equals(difference.before()), difference);
        if (at.matches()) {
            document = difference.after();
        } else if (document.at(at.head()) instanceof ObjectNode object) {
            object.set(at.last().getMatchingProperty(), difference.after());
        } else {
            ((ArrayNode) document.at(at.head())).set(at.last().getMatchingIndex(), difference.after());
        }
    }

    private void remove(Difference difference) {
        var at = JsonPointer.compile(difference.pointer());
        JsonNode removed;
        if (document.at(at.head()) instanceof ObjectNode object) {
            removed = object.remove(at.last().getMatchingProperty());
        } else {
            removed = ((ArrayNode) document.at(at.head())).remove(at.last().getMatchingIndex());
        }
        require(removed != null, difference);
    }

    private void add(Difference difference) {
        var at = JsonPointer.compile(difference.pointer());
        if (document.at(at.head()) instanceof ObjectNode object) {
            require(!object.has(at.last().getMatchingProperty()), difference);
            object.set(at.last().getMatchingProperty(), difference.after());
        } else {
            var array = (ArrayNode) document.at(at.head());
            require(at.last().getMatchingIndex() <= array.size(), difference);
            array.insert(at.last().getMatchingIndex(), difference.after());
        }
    }

    private static void require(boolean fits, Difference difference) {
        if (!fits) {
            throw new AssertionError("does not fit: " + difference);
        }
    }
}
