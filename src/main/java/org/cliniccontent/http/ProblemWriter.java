package org.cliniccontent.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.logging.Log;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import org.cliniccontent.database.DatabaseFailure;
import org.cliniccontent.http.log.TraceId;
import org.cliniccontent.http.problem.Fault;
import org.cliniccontent.http.problem.Problem;
import org.cliniccontent.http.problem.ProblemException;
import org.cliniccontent.http.problem.ProblemType;

/** Writes problems as responses to requests that are refused before an endpoint is chosen. */
@ApplicationScoped
public class ProblemWriter {

    private final ObjectMapper json;
    private final ClientDisconnects clients;

    private final DatabaseFailures failures;

    ProblemWriter(ObjectMapper json, ClientDisconnects clients, DatabaseFailures failures) {
        this.json = json;
        this.clients = clients;
        this.failures = failures;
    }

    public void refuse(RoutingContext context, ProblemException refusal) {
        refusal.headers().forEach((name, value) -> context.response().putHeader(name, value));
        write(context, refusal.type(), refusal.getMessage(), refusal.faults(), refusal.members());
    }

    /** Answers with 503 if the database is unavailable, otherwise with 500. */
    public void failed(RoutingContext context, Throwable failure) {
        var passing = DatabaseFailure.of(failure);
        if (failure instanceof ProblemException refusal) {
            refuse(context, refusal);
        } else if (clients.explains(context, failure)) {
            context.response().reset();
        } else if (passing.isPresent()) {
            refuse(context, failures.answer(passing.get(), context));
        } else {
            var traceId = TraceId.of(context);
            Log.errorf(
                    failure, "Failed to answer %s (trace %s)", context.request().path(), traceId);
            write(context, ProblemType.INTERNAL, "It has been logged under trace " + traceId, List.of(), Map.of());
        }
    }

    private void write(
            RoutingContext context, ProblemType type, String detail, List<Fault> faults, Map<String, Object> members) {
        var path = context.request().path() == null ? "/" : context.request().path();
        var instance =
                path.length() > RequestGuard.MAX_URI_LENGTH ? path.substring(0, RequestGuard.MAX_URI_LENGTH) : path;
        var problem = Problem.of(type, type.status(), detail, instance, TraceId.of(context), faults)
                .with(members);
        try {
            context.response()
                    .setStatusCode(type.status())
                    .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE)
                    .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                    .end(json.writeValueAsString(problem));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a problem has only strings and numbers", e);
        }
    }
}
