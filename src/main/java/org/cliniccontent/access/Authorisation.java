package org.cliniccontent.access;

import io.quarkus.logging.Log;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ResourceInfo;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.cliniccontent.http.problem.ProblemException;
import org.cliniccontent.http.problem.ProblemType;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Holds every request against the rule of its endpoint. An endpoint without one is denied to everyone. Quarkus Security
 * cannot say all of it: a {@code PermissionsAllowed} of a class opens its writes along with its reads, and a refusal does not
 * tell which permission was missing.
 */
public class Authorisation {

    private static final Set<String> READS = Set.of(HttpMethod.GET, HttpMethod.HEAD);

    private final CurrentRequest current;
    private final boolean closed;

    Authorisation(CurrentRequest current, AccessConfig config) {
        this.current = current;
        this.closed = config.closed();
    }

    @ServerRequestFilter(priority = Priorities.AUTHORIZATION)
    void check(ResourceInfo resource, ContainerRequestContext request) {
        var rule = ruleOf(resource, request.getMethod())
                .orElseThrow(() -> new ProblemException(ProblemType.FORBIDDEN, "Nobody may use this endpoint"));
        var caller = current.caller();
        if (!rule.admits(caller, closed)) {
            throw caller.isAnonymous() ? unauthorized() : forbidden(rule);
        }
    }

    /** A public read is no rule for anything that writes, which got it from its class by accident. */
    private static Optional<Rule> ruleOf(ResourceInfo resource, String method) {
        var rule = Rule.of(resource.getResourceMethod(), resource.getResourceClass())
                .filter(found -> !found.open() || READS.contains(method));
        if (rule.isEmpty()) {
            Log.errorf("%s says nothing of who may use it, and is denied to everyone", resource.getResourceMethod());
        }
        return rule;
    }

    private static ProblemException unauthorized() {
        return new ProblemException(ProblemType.UNAUTHORIZED, "This needs an API key or a token")
                .withHeader(Challenge.HEADER, Challenge.NONE);
    }

    private static ProblemException forbidden(Rule rule) {
        var missing = rule.scopes().stream().map(Scope::value).toList();
        return new ProblemException(
                        ProblemType.FORBIDDEN,
                        String.format(Locale.ROOT, "This needs the scope %s", String.join(" or ", missing)))
                .withHeader(Challenge.HEADER, Challenge.insufficientScope(String.join(" ", missing)));
    }
}
