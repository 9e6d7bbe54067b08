package org.cliniccontent.read;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Locale;
import org.cliniccontent.http.ProblemWriter;
import org.cliniccontent.http.QueryParameters;
import org.cliniccontent.http.RenderedResponse;
import org.cliniccontent.http.RequestFlow;
import org.cliniccontent.http.problem.Fault;
import org.cliniccontent.http.problem.ProblemException;
import org.cliniccontent.http.problem.ProblemType;
import org.cliniccontent.limits.ConcurrencyLimits;
import org.cliniccontent.release.CurrentRelease;

/**
 * Lets a client that has seen a release never see an earlier one, whichever replica answers: who asks for at least that
 * release waits for the database to be asked, and is refused if it is not there either.
 */
@ApplicationScoped
class MinimumRelease {

    static final String HEADER = "Content-Release-Min";

    /** After limits, and before anything that answers. */
    static final int PRIORITY = 870;

    private static final CharSequence FIELD = HttpHeaders.createOptimized(HEADER);
    private static final String RETRY_AFTER_SECONDS = "1";

    private final CurrentRelease current;
    private final ConcurrencyLimits concurrency;
    private final ProblemWriter problems;

    MinimumRelease(CurrentRelease current, ConcurrencyLimits concurrency, ProblemWriter problems) {
        this.current = current;
        this.concurrency = concurrency;
        this.problems = problems;
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, PRIORITY);
    }

    private void check(RoutingContext context) {
        var headers = context.request().headers();
        if (!headers.contains(FIELD) || !isRead(context)) {
            context.next();
            return;
        }
        try {
            long wanted = parse(headers.getAll(FIELD));
            if (wanted <= current.number()) {
                context.next();
            } else {
                ask(context, wanted);
            }
        } catch (QueryParameters.MalformedException e) {
            problems.refuse(
                    context,
                    new ProblemException(
                            ProblemType.MALFORMED_REQUEST,
                            String.format(Locale.ROOT, "The %s header is malformed", HEADER),
                            List.of(Fault.ofHeader(HEADER, e.getMessage()))));
        }
    }

    private static boolean isRead(RoutingContext context) {
        var method = context.request().method();
        var path = context.request().path();
        return (method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD))
                && (path.equals("/v1") || path.startsWith("/v1/"));
    }

    private static long parse(List<String> fields) throws QueryParameters.MalformedException {
        if (fields.size() > 1) {
            throw new QueryParameters.MalformedException("must be given once");
        }
        return QueryParameters.number(fields.get(0), 0, Long.MAX_VALUE);
    }

    private void ask(RoutingContext context, long wanted) {
        // What comes of the body meanwhile waits for the endpoint.
        RequestFlow.pause(context);
        concurrency
                .read(context, () -> current.reaches(wanted))
                .onSuccess(reached -> {
                    if (reached) {
                        context.next();
                    } else {
                        RequestFlow.resume(context);
                        problems.refuse(context, notReached(wanted));
                    }
                })
                .onFailure(failure -> {
                    RequestFlow.resume(context);
                    problems.failed(context, failure);
                });
    }

    /** Without saying which one there is: who may read has not been asked yet. */
    private static ProblemException notReached(long wanted) {
        return new ProblemException(
                        ProblemType.RELEASE_NOT_REACHED,
                        String.format(Locale.ROOT, "Release %d is not here yet", wanted))
                .withHeader("Retry-After", RETRY_AFTER_SECONDS)
                .withHeader("Vary", RenderedResponse.VARY);
    }
}
