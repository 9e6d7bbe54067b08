package org.cliniccontent.http.telemetry;

import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.cliniccontent.http.log.TraceId;

/**
 * A position in a trace in the format of W3C Trace Context. It is stored with deferred work, so that the work appears
 * in the trace of its cause.
 */
public final class TraceParent {

    /** The name of the header. */
    public static final String HEADER = "traceparent";

    private static final TextMapGetter<Map<String, String>> GETTER = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(Map<String, String> carrier) {
            return List.copyOf(carrier.keySet());
        }

        @Override
        public String get(Map<String, String> carrier, String key) {
            return carrier == null ? null : carrier.get(key);
        }
    };

    private TraceParent() {}

    /** Returns the current thread's position; empty outside of a request and of any span. */
    public static Optional<String> current() {
        return of(Context.current()).or(TraceId::parent);
    }

    /** Returns the span of a context; empty if it has none. */
    public static Optional<String> of(Context context) {
        Map<String, String> fields = new TreeMap<>();
        W3CTraceContextPropagator.getInstance().inject(context, fields, Map::put);
        return Optional.ofNullable(fields.get(HEADER));
    }

    /** Returns a context that holds only a position in a trace. A malformed value leaves it empty. */
    public static Context context(String traceparent) {
        return W3CTraceContextPropagator.getInstance().extract(Context.root(), Map.of(HEADER, traceparent), GETTER);
    }
}
