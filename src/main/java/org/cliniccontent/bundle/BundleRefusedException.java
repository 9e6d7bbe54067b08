package org.cliniccontent.bundle;

import java.util.List;
import org.cliniccontent.http.problem.Fault;
import org.cliniccontent.http.problem.ProblemException;
import org.cliniccontent.http.problem.ProblemType;

/**
 * A bundle that cannot be imported, with everything that is wrong with it: each fault with its JSON Pointer, and in its
 * detail the line and the column. Nothing of it has been imported.
 */
public final class BundleRefusedException extends ProblemException {

    BundleRefusedException(List<Fault> faults) {
        super(ProblemType.INVALID_BODY, Fault.summary("The bundle is refused", faults), faults);
    }
}
