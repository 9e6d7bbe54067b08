package org.cliniccontent.http;

import io.quarkus.arc.Arc;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import jakarta.enterprise.context.ApplicationScoped;
import org.cliniccontent.http.problem.ProblemException;
import org.cliniccontent.http.problem.ProblemType;

/** Ends work that nobody waits for any more: what takes long asks from time to time whether the client is still there. */
@ApplicationScoped
public class Cancellation {

    private final CurrentVertxRequest current;

    Cancellation(CurrentVertxRequest current) {
        this.current = current;
    }

    /**
     * To be called where nothing is lost if the work ends: in a transaction, which is rolled back.
     *
     * @throws ProblemException if the client has left, which nobody will read; never outside of a request
     */
    public void check() {
        if (isAbandoned()) {
            throw new ProblemException(ProblemType.UNAVAILABLE, "The client has left, and nothing was done");
        }
    }

    private boolean isAbandoned() {
        if (!Arc.container().requestContext().isActive()) {
            return false;
        }
        var routing = current.getCurrent();
        return routing != null
                && routing.response().closed()
                && !routing.response().ended();
    }
}
