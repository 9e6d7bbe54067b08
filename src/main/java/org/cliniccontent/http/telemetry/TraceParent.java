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
 * A place in a trace, as W3C Trace Context writes it: kept with what is done later, so that it is found in the trace of
 * what caused it.
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

    /** Where the current thread is; empty if it works for no request and for nothing that is traced. */
    public static Optional<String> current() {
        return of(Context.current()).or(TraceId::parent);
    }

    /** The span of a context; none if it has none. */
    public static Optional<String> of(Context context) {
        Map<String, String> fields = new TreeMap<>();
        W3CTraceContextPropagator.getInstance().inject(context, fields, Map::put);
        return Optional.ofNullable(fields.get(HEADER));
    }

    /** A context of nothing but a place in a trace. What is not well-formed leaves it empty. */
    public static Context context(String traceparent) {
        return W3CTraceContextPropagator.getInstance().extract(Context.root(), Map.of(HEADER, traceparent), GETTER);
    }
}
