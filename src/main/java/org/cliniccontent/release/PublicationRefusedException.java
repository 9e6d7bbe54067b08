package org.cliniccontent.release;

import java.util.List;
import org.cliniccontent.http.problem.Fault;
import org.cliniccontent.http.problem.ProblemException;
import org.cliniccontent.http.problem.ProblemType;

/**
 * The publication gate refused a release. Each fault has a pointer that begins with the entity's collection and slug.
 */
public final class PublicationRefusedException extends ProblemException {

    public PublicationRefusedException(List<Fault> faults) {
        super(ProblemType.NOT_PUBLISHABLE, Fault.summary("This may not be published", faults), faults);
    }
}
