package org.cliniccontent.workingcopy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.cliniccontent.http.problem.Fault;

/** Edits as they came in, decoded and valid against their schema, one or many. */
public interface EditSet {

    /**
     * The edits, by the {@link Editable#bundleKey bundle key} of their type and by slug; under {@code ids} and
     * {@code renamed} what a bundle says of these.
     */
    ObjectNode tree();

    /** Whether it was taken before as it is: its quotes stood in the source then, and are not looked for again. */
    default boolean wasTakenBefore() {
        return false;
    }

    /** The faults with their places in what the client sent, if that is not {@link #tree}. */
    default List<Fault> located(List<Fault> faults) {
        return faults;
    }

    /** Notes a fault, to be thrown with all others by {@link #throwIfFaulty}. */
    void fault(String pointer, String detail);

    /** @throws org.cliniccontent.http.problem.ProblemException with every fault that was noted, if there are any */
    void throwIfFaulty();
}
