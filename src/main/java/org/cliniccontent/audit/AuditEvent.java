package org.cliniccontent.audit;

import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.UUID;
import org.cliniccontent.access.Caller;
import org.cliniccontent.access.CurrentRequest;
import org.cliniccontent.http.address.ClientAddress;
import org.cliniccontent.http.log.Redaction;
import org.cliniccontent.http.log.TraceId;
import org.cliniccontent.http.problem.Problem;
import org.cliniccontent.http.problem.ProblemException;

/**
 * One thing that was done, or was refused. Nothing in it is longer than it may be, and there are no secrets and no
 * control characters in it: the log is read by more people than may have one.
 *
 * @param client the address's subscriber, which is one however many addresses it has
 * @param path without a query
 * @param problem the kind of a refusal, and {@code detail} what was said with it, or what a success granted
 */
public record AuditEvent(
        Caller caller,
        String address,
        String client,
        String method,
        String path,
        int status,
        Optional<String> problem,
        Optional<String> detail,
        String traceId) {

    private static final int DONE = 200;

    static final int MAX_CALLER = 300;
    static final int MAX_NAME = 200;
    static final int MAX_METHOD = 20;
    static final int MAX_PATH = 300;
    static final int MAX_DETAIL = 500;

    /** Stands for whatever it was, in a row that counts several. */
    static final String ANY = "*";

    /** @param detail what is to be known of it beside the request, such as what was granted */
    static AuditEvent done(RoutingContext context, ClientAddress address, int status, Optional<String> detail) {
        return of(context, address, status, Optional.empty(), detail);
    }

    static AuditEvent refused(RoutingContext context, ClientAddress address, ProblemException refusal) {
        return of(
                context,
                address,
                refusal.type().status(),
                Optional.of(refusal.type().slug()),
                Optional.ofNullable(refusal.getMessage()));
    }

    /** @param entity the answer's: a problem, unless something went very wrong */
    static AuditEvent refused(RoutingContext context, ClientAddress address, int status, Object entity) {
        return entity instanceof Problem problem
                ? of(context, address, status, Optional.of(problem.slug()), Optional.of(problem.detail()))
                : of(context, address, status, Optional.empty(), Optional.empty());
    }

    /** What the service did by itself, without a request. */
    public static AuditEvent ofSystem(String method, String path, String detail) {
        var nowhere = ClientAddress.UNKNOWN.toString();
        var traceId = UUID.randomUUID().toString().replace("-", "");
        return new AuditEvent(
                Caller.SYSTEM, nowhere, nowhere, method, path, DONE, Optional.empty(), Optional.of(detail), traceId);
    }

    private static AuditEvent of(
            RoutingContext context,
            ClientAddress address,
            int status,
            Optional<String> problem,
            Optional<String> detail) {
        var request = context.request();
        var caller = CurrentRequest.callerOf(context).byCredential();
        return new AuditEvent(
                new Caller(
                        Redaction.clean(caller.id(), MAX_CALLER),
                        Redaction.clean(caller.name(), MAX_NAME),
                        caller.scopes()),
                address.toString(),
                address.subscriber().toString(),
                Redaction.clean(request.method().name(), MAX_METHOD),
                Redaction.clean(request.path() == null ? "" : request.path(), MAX_PATH),
                status,
                problem,
                detail.map(text -> Redaction.clean(text, MAX_DETAIL)),
                TraceId.of(context));
    }

    boolean isAnonymous() {
        return caller.id().equals(Caller.ANONYMOUS.id());
    }

    /** For a row that counts those of one client that are alike. */
    AuditEvent ofClient() {
        return new AuditEvent(caller, client, client, method, path, status, problem, detail, traceId);
    }

    /** For a row that counts all those of a caller that were refused for the same reason. */
    AuditEvent ofCaller() {
        return new AuditEvent(caller, ANY, ANY, ANY, ANY, status, problem, Optional.empty(), traceId);
    }

    /** For a row that counts all that were refused for the same reason. */
    AuditEvent ofAnyone() {
        var anyone = isAnonymous() ? caller : new Caller(ANY, ANY, caller.scopes());
        return new AuditEvent(anyone, ANY, ANY, ANY, ANY, status, problem, Optional.empty(), traceId);
    }
}
