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
 * The request's fields in a log record: trace id, caller, operation, and elapsed time. They are looked up when
 * something is logged, so a request that logs nothing costs one entry in its context.
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

    /**
     * Attaches the fields to a request, so that its records on any thread are recognised. Call it on the request's
     * event loop.
     */
    public static void begin(RoutingContext request) {
        if (Span.current().getSpanContext().isValid()) {
            // The span has ended before the access log asks for its id.
            TraceId.of(request);
        }
        Vertx.currentContext().putLocal(KEY, new LogFields(request));
    }

    /**
     * Sets the caller.
     *
     * @param caller the identity, never the credentials
     */
    public static void setCaller(RoutingContext request, String caller) {
        request.put(CALLER_KEY, caller);
    }

    /** Returns the fields of the request that the current thread works for. */
    static Optional<LogFields> current() {
        return requestContext().map(context -> context.<LogFields>getLocal(KEY));
    }

    /** Returns the context if it is a duplicated one; only such a context belongs to a single request. */
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

    /** Returns the method and path template; absent before an endpoint is found. */
    Optional<String> operation() {
        return requestContext()
                .map(context -> context.<String>getLocal(RouteTemplate.KEY))
                .map(template -> Redaction.clean(request.request().method().name(), MAX_LENGTH) + " " + template);
    }

    /** Returns the elapsed time, in milliseconds. */
    String duration() {
        return Long.toString(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun));
    }
}
