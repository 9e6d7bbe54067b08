package org.cliniccontent.webhook;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.cliniccontent.access.CurrentRequest;
import org.cliniccontent.access.Scope;
import org.cliniccontent.http.problem.ProblemException;
import org.cliniccontent.http.problem.ProblemType;

/** The endpoints that the caller may see: its own, and for an administrator all. */
@ApplicationScoped
class OwnedEndpoints {

    private final Endpoints endpoints;
    private final CurrentRequest current;

    OwnedEndpoints(Endpoints endpoints, CurrentRequest current) {
        this.endpoints = endpoints;
        this.current = current;
    }

    /** Returns the owner of endpoints that the caller creates. */
    String owner() {
        return current.caller().id();
    }

    /** Returns the owner whose endpoints the caller may see; empty if it may see all. */
    Optional<String> visible() {
        return current.caller().has(Scope.ADMIN) ? Optional.empty() : Optional.of(owner());
    }

    /**
     * Returns an endpoint.
     *
     * @throws ProblemException NOT_FOUND if there is none, or the caller may not see it
     */
    Endpoint find(String id) {
        return find(id, endpoints::find);
    }

    /** Returns an endpoint, and locks it until the end of the transaction. */
    Endpoint lock(String id) {
        return find(id, endpoints::lock);
    }

    private Endpoint find(String id, Function<UUID, Optional<Endpoint>> by) {
        var visible = visible();
        return uuid(id).flatMap(by)
                .filter(endpoint -> visible.isEmpty() || endpoint.owner().equals(visible.get()))
                .orElseThrow(() -> new ProblemException(ProblemType.NOT_FOUND, "There is no webhook with this id"));
    }

    private static Optional<UUID> uuid(String id) {
        try {
            return Optional.of(UUID.fromString(id));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
