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
 * Answers what the router refuses before any filter sees it: a target that is no path, and a request without a host. The
 * framework would log it as a fault of ours, and answer without a problem.
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
            // The server as a whole (RFC 9110, section 9.3.7): that it is there is all that can be said of it.
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
