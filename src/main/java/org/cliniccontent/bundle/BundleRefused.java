package org.cliniccontent.bundle;

import java.util.List;
import org.cliniccontent.http.Fault;
import org.cliniccontent.http.ProblemException;
import org.cliniccontent.http.ProblemType;

/**
 * A bundle that cannot be imported, with everything that is wrong with it: each fault with its JSON Pointer, and in its
 * detail the line and the column. Nothing of it has been imported.
 */
public final class BundleRefused extends ProblemException {

    BundleRefused(List<Fault> faults) {
        super(ProblemType.INVALID_BODY, Fault.summary("The bundle is refused", faults), faults);
    }
}
