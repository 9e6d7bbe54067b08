package org.cliniccontent.http;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.quarkus.logging.Log;
import io.vertx.ext.web.RoutingContext;
import jakarta.persistence.OptimisticLockException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.cliniccontent.database.DatabaseFailure;
import org.cliniccontent.http.log.TraceId;
import org.cliniccontent.http.problem.Fault;
import org.cliniccontent.http.problem.Problem;
import org.cliniccontent.http.problem.ProblemException;
import org.cliniccontent.http.problem.ProblemType;
import org.hibernate.StaleStateException;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Maps exceptions to problem responses. Nothing else turns an exception into a response. */
class ProblemMappers {

    private static final int MAX_CAUSES = 50;

    private final ClientDisconnects clients;

    private final DatabaseFailures failures;

    ProblemMappers(ClientDisconnects clients, DatabaseFailures failures) {
        this.clients = clients;
        this.failures = failures;
    }

    @ServerExceptionMapper
    RestResponse<Problem> map(ProblemException e, RoutingContext context) {
        Log.debugf("%s: %s", context.request().path(), e.getMessage());
        var problem = problem(context, e.type(), e.type().status(), e.getMessage(), e.faults());
        return response(problem.with(e.members()), e.headers()).build();
    }

    /**
     * Maps the framework's own refusals: unknown path, method or media type. The status is kept, the body is replaced.
     */
    @ServerExceptionMapper
    RestResponse<Problem> map(WebApplicationException e, RoutingContext context) {
        int status = e.getResponse().getStatus();
        var type = ProblemType.ofStatus(status);
        if (status >= 500) {
            return internal(e, context);
        }
        var answer = answer(context, type, status, type.meaning().replace("`", ""), List.of());
        var allow = e.getResponse().getHeaderString(HttpHeaders.ALLOW);
        if (status == 405) {
            answer.header(HttpHeaders.ALLOW, allow == null ? "GET, HEAD, OPTIONS" : allow);
        }
        return answer.build();
    }

    @ServerExceptionMapper
    RestResponse<Problem> map(Throwable e, RoutingContext context) {
        if (clients.explains(context, e)) {
            // The client has disconnected, so the response is discarded.
            return map(new ProblemException(ProblemType.MALFORMED_REQUEST, "The request is not complete"), context);
        }
        var passing = DatabaseFailure.of(e);
        if (passing.isPresent()) {
            return map(failures.answer(passing.get(), context), context);
        }
        if (isLostRace(e)) {
            Log.debugf("%s: %s", context.request().path(), e.getMessage());
            return map(
                    new ProblemException(
                            ProblemType.CONFLICT,
                            "Another request changed the same things at the same time; nothing was done, try again"),
                    context);
        }
        return internal(e, context);
    }

    /** Checks whether a row was changed by another transaction since it was read. */
    private static boolean isLostRace(Throwable e) {
        int depth = 0;
        for (Throwable cause = e; cause != null && depth < MAX_CAUSES; cause = cause.getCause()) {
            if (cause instanceof OptimisticLockException || cause instanceof StaleStateException) {
                return true;
            }
            depth++;
        }
        return false;
    }

    /** Returns a problem with an id to quote and no internal details. */
    private static RestResponse<Problem> internal(Throwable e, RoutingContext context) {
        var traceId = TraceId.of(context);
        Log.errorf(
                e,
                "Failed to answer %s %s (trace %s)",
                context.request().method(),
                context.request().path(),
                traceId);
        return response(Problem.of(
                        ProblemType.INTERNAL,
                        ProblemType.INTERNAL.status(),
                        "It has been logged under trace " + traceId,
                        context.request().path(),
                        traceId,
                        List.of()))
                .build();
    }

    private static ResponseBuilder<Problem> answer(
            RoutingContext context, ProblemType type, int status, String detail, List<Fault> faults) {
        return response(problem(context, type, status, detail, faults));
    }

    private static Problem problem(
            RoutingContext context, ProblemType type, int status, String detail, List<Fault> faults) {
        var traceId = TraceId.of(context);
        return Problem.of(type, status, detail, context.request().path(), traceId, faults);
    }

    private static ResponseBuilder<Problem> response(Problem problem) {
        return response(problem, Map.of());
    }

    private static ResponseBuilder<Problem> response(Problem problem, Map<String, String> headers) {
        var answer = ResponseBuilder.<Problem>create(
                        problem.status(),
                        // The framework's own list of statuses ends before 422.
                        HttpResponseStatus.valueOf(problem.status()).reasonPhrase())
                .entity(problem)
                .type(Problem.MEDIA_TYPE);
        var all = new TreeMap<>(Map.of(HttpHeaders.CACHE_CONTROL, "no-store"));
        all.putAll(headers);
        all.forEach(answer::header);
        return answer;
    }
}
