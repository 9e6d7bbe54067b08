package org.cliniccontent.webhook;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.cliniccontent.access.CurrentRequest;
import org.cliniccontent.access.Scope;
import org.cliniccontent.http.problem.ProblemException;
import org.cliniccontent.http.problem.ProblemType;

/** The endpoints that the caller may know of: its own, and for an administrator all. */
@ApplicationScoped
class OwnedEndpoints {

    private final Endpoints endpoints;
    private final CurrentRequest current;

    OwnedEndpoints(Endpoints endpoints, CurrentRequest current) {
        this.endpoints = endpoints;
        this.current = current;
    }

    /** Whose the endpoints are that the caller makes. */
    String owner() {
        return current.caller().id();
    }

    /** Whose endpoints the caller may know of; empty if everybody's. */
    Optional<String> visible() {
        return current.caller().has(Scope.ADMIN) ? Optional.empty() : Optional.of(owner());
    }

    /** @throws ProblemException NOT_FOUND if there is none, or the caller may not know */
    Endpoint find(String id) {
        return find(id, endpoints::find);
    }

    /** The same, and nobody else changes it until the end of the transaction. */
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
