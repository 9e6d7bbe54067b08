package org.cliniccontent.http.log;

import io.opentelemetry.api.trace.Span;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The trace id of a request: that of its span if tracing is enabled, otherwise the caller's (W3C Trace Context),
 * otherwise a new one.
 */
public final class TraceId {

    static final String TRACEPARENT = "traceparent";
    private static final String KEPT = TraceId.class.getName();
    private static final Pattern FORM =
            Pattern.compile("(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(-.*)?");
    private static final String VERSION = "00-";
    private static final int SPAN_ID_LENGTH = 16;

    private TraceId() {}

    /** Returns the trace id. It is the same for every call, so that responses, logs and records of a request agree. */
    public static String of(RoutingContext context) {
        String known = context.get(KEPT);
        if (known != null) {
            return known;
        }
        var span = Span.current().getSpanContext();
        var id = span.isValid() ? span.getTraceId() : of(context.request().getHeader(TRACEPARENT));
        context.put(KEPT, id);
        return id;
    }

    /**
     * Returns the trace context of the current request where the service creates no spans itself: the caller's, or the
     * one under which the request is logged.
     *
     * @return a {@code traceparent}; empty outside of a request
     */
    public static Optional<String> parent() {
        return LogFields.current().map(fields -> {
            var given = fields.request().request().getHeader(TRACEPARENT);
            var matcher = FORM.matcher(given == null ? "" : given);
            return matcher.matches()
                    ? VERSION + matcher.group(1) + "-" + matcher.group(2) + "-" + matcher.group(3)
                    : VERSION + fields.traceId() + "-" + random().substring(SPAN_ID_LENGTH) + "-00";
        });
    }

    private static String of(String traceparent) {
        if (traceparent != null) {
            var matcher = FORM.matcher(traceparent);
            if (matcher.matches()) {
                return matcher.group(1);
            }
        }
        return random();
    }

    private static String random() {
        return UUID.randomUUID().toString().replace("-", "").toLowerCase(Locale.ROOT);
    }
}
