package org.cliniccontent.http;

import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.cliniccontent.http.log.LogFields;
import org.cliniccontent.http.problem.ProblemException;
import org.cliniccontent.http.problem.ProblemType;

/**
 * Answers requests that the router refuses before any filter sees them: a target that is not a path, and a request
 * without a host. The framework would log them as errors of the service, and answer without a problem.
 */
@ApplicationScoped
class UnroutableRequests {

    private final ProblemWriter problems;
    private final StandardHeaders headers;

    UnroutableRequests(ProblemWriter problems, StandardHeaders headers) {
        this.problems = problems;
        this.headers = headers;
    }

    void register(@Observes Router router) {
        router.route().order(Integer.MIN_VALUE).failureHandler(this::answer);
    }

    private void answer(RoutingContext context) {
        var request = context.request();
        var path = request.path();
        if (path != null && path.startsWith("/") && request.authority() != null) {
            context.next();
            return;
        }
        LogFields.begin(context);
        headers.addTo(context);
        if (request.method().equals(HttpMethod.OPTIONS) && request.uri().equals("*")) {
            // A request about the server as a whole (RFC 9110, section 9.3.7): the response only confirms that it is
            // up.
            context.response().setStatusCode(204).end();
        } else if (request.authority() == null) {
            refuse(context, RequestGuard.NO_HOST);
        } else {
            refuse(context, "The request target is not a path");
        }
    }

    private void refuse(RoutingContext context, String detail) {
        problems.refuse(context, new ProblemException(ProblemType.MALFORMED_REQUEST, detail));
    }
}
