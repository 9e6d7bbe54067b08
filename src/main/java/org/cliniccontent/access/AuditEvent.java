package org.cliniccontent.access;

import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.cliniccontent.http.Problem;
import org.cliniccontent.http.ProblemException;
import org.cliniccontent.http.TraceId;

/**
 * One thing that was done, or was refused.
 *
 * @param problem the kind of a refusal, and {@code detail} what was said with it, or what a success granted
 */
record AuditEvent(
        Caller caller,
        String address,
        String method,
        String path,
        int status,
        Optional<String> problem,
        Optional<String> detail,
        String traceId) {

    private static final String NO_ADDRESS = "-";
    private static final int DONE = 200;

    /**
     * Whatever looks like a key or a webhook's secret, wherever a client put it: the log is read by more people than may
     * have one.
     */
    private static final Pattern KEY = Pattern.compile(KeyText.PREFIX + "[0-9A-Za-z]*|whsec_[0-9A-Za-z+/=_-]*");

    /** Of what the service does by itself, without a request. */
    static AuditEvent ofSystem(String method, String path, String detail) {
        return new AuditEvent(
                Caller.SYSTEM,
                NO_ADDRESS,
                method,
                path,
                DONE,
                Optional.empty(),
                Optional.of(detail),
                UUID.randomUUID().toString().replace("-", ""));
    }

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

    private static AuditEvent of(
            RoutingContext context,
            ClientAddress address,
            int status,
            Optional<String> problem,
            Optional<String> detail) {
        var request = context.request();
        var caller = CurrentRequest.callerOf(context).byCredential();
        return new AuditEvent(
                new Caller(caller.id(), clean(caller.name()), caller.scopes()),
                address.toString(),
                request.method().name(),
                clean(request.path() == null ? "" : request.path()),
                status,
                problem,
                detail.map(AuditEvent::clean),
                TraceId.of(context));
    }

    private static String clean(String text) {
        return KEY.matcher(text).replaceAll("[key]");
    }
}
