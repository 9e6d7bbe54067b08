package org.cliniccontent.workingcopy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.cliniccontent.content.Relation;

/** Whether the links of edits lead somewhere. */
final class LinkCheck {

    private LinkCheck() {}

    /** Every slug that the edits point to must be among them or be a working copy already. */
    static void check(EditSet incoming, WorkingCopies copies, List<Editable<?, ?>> types) {
        for (Editable<?, ?> type : types) {
            incoming.tree().path(type.bundleKey()).properties().forEach(entry -> {
                for (Relation relation : type.description().relations()) {
                    if (!relation.equals(Relation.passages())) {
                        var pointer = String.format(
                                Locale.ROOT, "/%s/%s/%s", type.bundleKey(), entry.getKey(), relation.field());
                        var itself = relation.target().equals(type.description().name()) ? entry.getKey() : null;
                        var targets = entry.getValue().path(relation.field());
                        check(incoming, copies, relation.target(), pointer, targets, itself);
                    }
                }
            });
        }
    }

    /** @param itself the slug of the entity that links, if the relation leads to its own type */
    private static void check(
            EditSet incoming, WorkingCopies copies, String type, String pointer, JsonNode targets, String itself) {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < targets.size(); i++) {
            var target = WorkingCopies.slugIn(targets.get(i), type);
            if (!copies.has(type, target)) {
                incoming.fault(pointer + '/' + i, String.format(Locale.ROOT, "there is no %s '%s'", type, target));
            } else if (target.equals(itself)) {
                incoming.fault(pointer + '/' + i, String.format(Locale.ROOT, "'%s' is the %s itself", target, type));
            } else if (!seen.add(target)) {
                incoming.fault(pointer + '/' + i, String.format(Locale.ROOT, "'%s' is listed already", target));
            }
        }
    }
}
