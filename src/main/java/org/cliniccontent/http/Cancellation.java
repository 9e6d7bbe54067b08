package org.cliniccontent.http;

import io.quarkus.arc.Arc;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import jakarta.enterprise.context.ApplicationScoped;
import org.cliniccontent.http.problem.ProblemException;
import org.cliniccontent.http.problem.ProblemType;

/** Cancels work that nobody waits for any more. Long-running code calls {@link #check} from time to time. */
@ApplicationScoped
public class Cancellation {

    private final CurrentVertxRequest current;

    Cancellation(CurrentVertxRequest current) {
        this.current = current;
    }

    /**
     * Checks whether the client is still connected. Call it where nothing is lost if the work ends, such as inside a
     * transaction, which is then rolled back.
     *
     * @throws ProblemException if the client has disconnected, which nobody will read; never outside of a request
     */
    public void check() {
        if (isAbandoned()) {
            throw new ProblemException(ProblemType.UNAVAILABLE, "The client has disconnected, and nothing was done");
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
