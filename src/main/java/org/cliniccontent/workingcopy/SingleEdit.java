package org.cliniccontent.workingcopy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.cliniccontent.http.body.StrictJson;
import org.cliniccontent.http.problem.Fault;
import org.cliniccontent.http.problem.Faults;

/** The edit of one working copy: its faults have pointers into the edit itself. */
final class SingleEdit implements EditSet {

    private final ObjectNode tree = JsonNodeFactory.instance.objectNode();
    private final String prefix;
    private final boolean wasTakenBefore;
    private final List<Fault> faults = new Faults();
    private String slugPointer = "";

    private SingleEdit(Editable<?, ?> type, String slug, JsonNode content, boolean wasTakenBefore) {
        this.wasTakenBefore = wasTakenBefore;
        tree.putObject(type.bundleKey()).set(slug, content);
        prefix = '/' + type.bundleKey() + '/' + slug;
    }

    /** @throws org.cliniccontent.http.problem.ProblemException with every fault, if it is not as the type's schema says */
    static SingleEdit of(Editable<?, ?> type, String slug, JsonNode content) {
        return of(type, slug, content, false);
    }

    /** What was taken before, to be taken again as it is. */
    static SingleEdit again(Editable<?, ?> type, String slug, JsonNode content) {
        return of(type, slug, content, true);
    }

    private static SingleEdit of(Editable<?, ?> type, String slug, JsonNode content, boolean wasTakenBefore) {
        var faults = EditSchemas.faultsOfEdit(type.description().name(), content);
        if (!faults.isEmpty()) {
            throw StrictJson.invalid(faults);
        }
        // A copy: finding the quotes adds to it.
        return new SingleEdit(type, slug, content.deepCopy(), wasTakenBefore);
    }

    /** The same working copy under another slug. */
    SingleEdit renamedFrom(Editable<?, ?> type, String formerSlug) {
        var slug = tree.path(type.bundleKey()).fieldNames().next();
        if (!slug.equals(formerSlug)) {
            tree.putObject("renamed").put(type.bundleKey() + '/' + formerSlug, slug);
        }
        return this;
    }

    /** Has the faults of its slug where the request has it, if that is in the body. */
    SingleEdit slugAt(String pointer) {
        slugPointer = pointer;
        return this;
    }

    @Override
    public ObjectNode tree() {
        return tree;
    }

    @Override
    public boolean wasTakenBefore() {
        return wasTakenBefore;
    }

    @Override
    public void fault(String pointer, String detail) {
        faults.add(located(Fault.at(pointer, detail)));
    }

    @Override
    public List<Fault> located(List<Fault> faults) {
        return faults.stream().map(this::located).toList();
    }

    private Fault located(Fault fault) {
        var pointer = fault.pointer();
        if (pointer.equals(prefix)) {
            return Fault.at(slugPointer, fault.detail());
        }
        return pointer.startsWith(prefix) ? Fault.at(pointer.substring(prefix.length()), fault.detail()) : fault;
    }

    @Override
    public void throwIfFaulty() {
        if (!faults.isEmpty()) {
            throw StrictJson.invalid(faults);
        }
    }
}
