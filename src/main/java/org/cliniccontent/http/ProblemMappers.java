package org.cliniccontent.http;

import io.quarkus.logging.Log;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import java.sql.SQLException;
import java.util.List;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** The only place where an exception becomes a response. */
class ProblemMappers {

    static final int RETRY_AFTER_SECONDS = 5;

    @ServerExceptionMapper
    RestResponse<Problem> map(ProblemException e, HttpServerRequest request) {
        Log.debugf("%s: %s", request.path(), e.getMessage());
        return answer(request, e.type(), e.type().status(), e.getMessage(), e.faults())
                .build();
    }

    /** What the framework itself refuses: unknown path, method, media type. Its status is kept, its body is ours. */
    @ServerExceptionMapper
    RestResponse<Problem> map(WebApplicationException e, HttpServerRequest request) {
        int status = e.getResponse().getStatus();
        var type = ProblemType.ofStatus(status);
        if (status >= 500) {
            return internal(e, request);
        }
        var answer = answer(request, type, status, type.meaning().replace("`", ""), List.of());
        var allow = e.getResponse().getHeaderString(HttpHeaders.ALLOW);
        if (status == 405) {
            answer.header(HttpHeaders.ALLOW, allow == null ? "GET, HEAD, OPTIONS" : allow);
        }
        return answer.build();
    }

    @ServerExceptionMapper
    RestResponse<Problem> map(Throwable e, HttpServerRequest request) {
        return isDatabaseAway(e) ? unavailable(e, request) : internal(e, request);
    }

    private static RestResponse<Problem> unavailable(Throwable e, HttpServerRequest request) {
        Log.warnf("%s: the database is away: %s", request.path(), e.getMessage());
        return answer(
                        request,
                        ProblemType.UNAVAILABLE,
                        ProblemType.UNAVAILABLE.status(),
                        "The database cannot be reached",
                        List.of())
                .header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS)
                .build();
    }

    /** The client gets a reference to quote, and nothing about our insides. */
    private static RestResponse<Problem> internal(Throwable e, HttpServerRequest request) {
        var traceId = TraceId.of(request.getHeader("traceparent"));
        Log.errorf(e, "Failed to answer %s %s (trace %s)", request.method(), request.path(), traceId);
        return response(Problem.of(
                        ProblemType.INTERNAL,
                        ProblemType.INTERNAL.status(),
                        "It has been logged under trace " + traceId,
                        request.path(),
                        traceId,
                        List.of()))
                .build();
    }

    private static ResponseBuilder<Problem> answer(
            HttpServerRequest request, ProblemType type, int status, String detail, List<Fault> faults) {
        var traceId = TraceId.of(request.getHeader("traceparent"));
        return response(Problem.of(type, status, detail, request.path(), traceId, faults));
    }

    private static ResponseBuilder<Problem> response(Problem problem) {
        return ResponseBuilder.create(RestResponse.Status.fromStatusCode(problem.status()), problem)
                .type(Problem.MEDIA_TYPE)
                .header(HttpHeaders.CACHE_CONTROL, "no-store");
    }

    /**
     * Connection lost (08), shut down or starting (57P), too many connections (53300), or no connection to be had
     * from the pool, which says so without a state.
     */
    private static boolean isDatabaseAway(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                var state = sql.getSQLState();
                if (state == null || state.startsWith("08") || state.startsWith("57P") || state.equals("53300")) {
                    return true;
                }
            }
        }
        return false;
    }
}
