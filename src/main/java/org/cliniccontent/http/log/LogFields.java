package org.cliniccontent.http.log;

import io.opentelemetry.api.trace.Span;
import io.smallrye.common.vertx.VertxContext;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jboss.logmanager.ExtLogRecord;

/**
 * What a log record says of the request that it is about: trace id, caller, operation, and how long it has taken so far.
 * They are looked up when something is logged, so a request of which nothing is logged costs one entry in its context.
 */
public final class LogFields {

    static final String TRACE_ID = "traceId";
    static final String CALLER = "caller";
    static final String OPERATION = "operation";
    static final String DURATION = "durationMs";

    private static final String KEY = LogFields.class.getName();
    private static final String CALLER_KEY = KEY + ".caller";
    private static final String ANONYMOUS = "anonymous";
    private static final int MAX_LENGTH = 600;

    private final RoutingContext request;
    private final long begun = System.nanoTime();

    private LogFields(RoutingContext request) {
        this.request = request;
    }

    /** From now on records of a request, on whatever thread, are known as such. On the request's event loop. */
    public static void begin(RoutingContext request) {
        if (Span.current().getSpanContext().isValid()) {
            // It is over before the access log asks for its id.
            TraceId.of(request);
        }
        Vertx.currentContext().putLocal(KEY, new LogFields(request));
    }

    /** @param caller who it is, and not what was presented */
    public static void setCaller(RoutingContext request, String caller) {
        request.put(CALLER_KEY, caller);
    }

    /** Those of the request that the current thread works for. */
    static Optional<LogFields> current() {
        return requestContext().map(context -> context.<LogFields>getLocal(KEY));
    }

    /** Only a duplicated context is one request's. */
    private static Optional<Context> requestContext() {
        return Optional.ofNullable(Vertx.currentContext()).filter(VertxContext::isDuplicatedContext);
    }

    static void addTo(ExtLogRecord record) {
        current().ifPresent(fields -> {
            record.putMdc(TRACE_ID, fields.traceId());
            record.putMdc(CALLER, fields.caller());
            fields.operation().ifPresent(operation -> record.putMdc(OPERATION, operation));
            record.putMdc(DURATION, fields.duration());
        });
    }

    RoutingContext request() {
        return request;
    }

    String traceId() {
        return TraceId.of(request);
    }

    String caller() {
        return callerOf(request);
    }

    static String callerOf(RoutingContext request) {
        String caller = request.get(CALLER_KEY);
        return caller == null ? ANONYMOUS : Redaction.clean(caller, MAX_LENGTH);
    }

    /** Method and template of the path: absent before an endpoint is found. */
    Optional<String> operation() {
        return requestContext()
                .map(context -> context.<String>getLocal(RouteTemplate.KEY))
                .map(template -> Redaction.clean(request.request().method().name(), MAX_LENGTH) + " " + template);
    }

    /** In milliseconds. */
    String duration() {
        return Long.toString(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun));
    }
}
