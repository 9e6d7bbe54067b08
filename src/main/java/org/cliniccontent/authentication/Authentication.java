package org.cliniccontent.authentication;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.cliniccontent.access.Caller;
import org.cliniccontent.access.Challenge;
import org.cliniccontent.access.CurrentRequest;
import org.cliniccontent.audit.Refusals;
import org.cliniccontent.http.ProblemWriter;
import org.cliniccontent.http.RequestFlow;
import org.cliniccontent.http.problem.ProblemException;
import org.cliniccontent.http.problem.ProblemType;
import org.cliniccontent.limits.ConcurrencyLimits;
import org.cliniccontent.limits.RateLimits;

/**
 * Finds out who makes a request, before any endpoint is chosen: whoever sends credentials that are not valid is told
 * so, even where none are needed. A request without credentials passes at no cost. A filter and no {@code
 * HttpAuthenticationMechanism}: limits and cached reads need the caller, and come long before mechanisms are asked.
 */
@ApplicationScoped
class Authentication {

    /** After the request as such is known to be well-formed. */
    private static final int PRIORITY = 900;

    /** RFC 6750, section 2.1. */
    private static final Pattern BEARER = Pattern.compile("[Bb][Ee][Aa][Rr][Ee][Rr] +([A-Za-z0-9._~+/-]+=*) *");

    private final Credentials credentials;
    private final Refusals refusals;
    private final RateLimits limits;
    private final CredentialAttempts attempts;
    private final ConcurrencyLimits concurrency;
    private final ProblemWriter problems;

    Authentication(
            Credentials credentials,
            Refusals refusals,
            RateLimits limits,
            CredentialAttempts attempts,
            ConcurrencyLimits concurrency,
            ProblemWriter problems) {
        this.credentials = credentials;
        this.refusals = refusals;
        this.limits = limits;
        this.attempts = attempts;
        this.concurrency = concurrency;
        this.problems = problems;
    }

    void register(@Observes Filters filters) {
        filters.register(this::authenticate, PRIORITY);
    }

    private void authenticate(RoutingContext context) {
        var fields = context.request().headers().getAll(HttpHeaders.AUTHORIZATION);
        if (fields.isEmpty()) {
            context.next();
            return;
        }
        keepPrivate(context);
        var bearer = bearer(fields).filter(credentials::haveForm);
        if (bearer.isEmpty() || attempts.areUnknown(bearer.get())) {
            refuse(context);
        } else {
            attempts.begin(context, bearer.get()).ifPresent(attempt -> verify(context, bearer.get(), attempt));
        }
    }

    private void verify(RoutingContext context, String bearer, CredentialAttempts.Attempt attempt) {
        // What comes of the body meanwhile waits for the endpoint.
        RequestFlow.pause(context);
        concurrency
                .verification(context, () -> credentials.verify(bearer))
                .onSuccess(caller -> {
                    if (caller.isPresent()) {
                        attempt.valid();
                        admit(context, caller.get());
                    } else {
                        attempt.invalid();
                        refuse(context);
                    }
                })
                .onFailure(failure -> {
                    attempt.failed();
                    RequestFlow.resume(context);
                    problems.failed(context, failure);
                });
    }

    private static void admit(RoutingContext context, Caller caller) {
        CurrentRequest.setCaller(context, caller);
        context.next();
    }

    /** It counts against the address. */
    private void refuse(RoutingContext context) {
        RequestFlow.resume(context);
        if (limits.tryConsume(context)) {
            var refusal = new ProblemException(ProblemType.UNAUTHORIZED, "The credentials are not valid")
                    .withHeader(Challenge.HEADER, Challenge.INVALID_TOKEN);
            refusals.record(context, refusal).onComplete(recorded -> problems.refuse(context, refusal));
        }
    }

    private static Optional<String> bearer(List<String> fields) {
        var matcher = BEARER.matcher(fields.get(0));
        return fields.size() == 1 && matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /** An answer to a request with credentials is nobody else's, whoever made it (RFC 9111, section 3.5). */
    private static void keepPrivate(RoutingContext context) {
        context.addHeadersEndHandler(ignored -> {
            var headers = context.response().headers();
            var control = headers.get(HttpHeaders.CACHE_CONTROL);
            headers.set(HttpHeaders.CACHE_CONTROL, control == null ? "no-store" : control.replace("public", "private"));
        });
    }
}
