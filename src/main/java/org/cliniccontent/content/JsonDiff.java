package org.cliniccontent.content;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * The structural difference between two JSON documents. Objects are compared member by member, arrays by their
 * {@link ArrayAlignment}: objects that are the same thing are compared inside instead of being removed and added. What moved
 * within an array is removed and added.
 *
 * <p>Pointers of what is CHANGED or REMOVED are those of {@code before}, pointers of what is ADDED those of
 * {@code after}. The differences are in the order of the documents, members by name. So {@code before} becomes
 * {@code after} by replacing what is CHANGED, taking out what is REMOVED from the last to the first, and then putting
 * in what is ADDED from the first to the last.
 */
public final class JsonDiff {

    private final List<Difference> found = new ArrayList<>();

    private JsonDiff() {}

    /** A value in one of the documents. */
    private record Place(String pointer, JsonNode value) {

        Place member(String name) {
            return new Place(pointer + '/' + name.replace("~", "~0").replace("/", "~1"), value.get(name));
        }

        Place element(int index) {
            return new Place(pointer + '/' + index, value.get(index));
        }
    }

    /** Empty if and only if the two are equal. */
    public static List<Difference> of(JsonNode before, JsonNode after) {
        var diff = new JsonDiff();
        diff.compare(new Place("", before), new Place("", after));
        return diff.found;
    }

    private void compare(Place before, Place after) {
        if (before.value().equals(after.value())) {
            return;
        }
        if (before.value().isObject() && after.value().isObject()) {
            compareMembers(before, after);
        } else if (before.value().isArray() && after.value().isArray()) {
            compareElements(before, after);
        } else {
            found.add(new Difference(Difference.Kind.CHANGED, before.pointer(), before.value(), after.value()));
        }
    }

    private void compareMembers(Place before, Place after) {
        var names = new TreeSet<String>();
        before.value().fieldNames().forEachRemaining(names::add);
        after.value().fieldNames().forEachRemaining(names::add);
        for (String name : names) {
            if (!after.value().has(name)) {
                removed(before.member(name));
            } else if (!before.value().has(name)) {
                added(after.member(name));
            } else {
                compare(before.member(name), after.member(name));
            }
        }
    }

    private void compareElements(Place before, Place after) {
        int i = 0;
        int j = 0;
        for (ArrayAlignment.Pair pair : ArrayAlignment.of(before.value(), after.value())) {
            for (; i < pair.before(); i++) {
                removed(before.element(i));
            }
            for (; j < pair.after(); j++) {
                added(after.element(j));
            }
            compare(before.element(i++), after.element(j++));
        }
        for (; i < before.value().size(); i++) {
            removed(before.element(i));
        }
        for (; j < after.value().size(); j++) {
            added(after.element(j));
        }
    }

    private void removed(Place place) {
        found.add(new Difference(Difference.Kind.REMOVED, place.pointer(), place.value(), null));
    }

    private void added(Place place) {
        found.add(new Difference(Difference.Kind.ADDED, place.pointer(), null, place.value()));
    }
}
