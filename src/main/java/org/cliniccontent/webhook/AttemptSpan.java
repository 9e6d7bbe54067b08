package org.cliniccontent.webhook;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.Optional;
import org.cliniccontent.http.telemetry.TraceParent;

/**
 * The span of one attempt. It belongs to the trace of the event's cause, which may be days old and from another
 * replica. It names the endpoint by its id: the URL may contain a secret.
 */
final class AttemptSpan {

    private final Span span;

    private AttemptSpan(Span span) {
        this.span = span;
    }

    /** Begins a span. If tracing is disabled, it stands for the stored position of the event's cause. */
    static AttemptSpan begin(Tracer tracer, Delivery delivery) {
        return new AttemptSpan(tracer.spanBuilder("POST webhook")
                .setSpanKind(SpanKind.CLIENT)
                .setParent(delivery.traceparent().map(TraceParent::context).orElseGet(Context::root))
                .setAttribute("http.request.method", "POST")
                .setAttribute("clinic.webhook.endpoint", delivery.endpoint().toString())
                .setAttribute("clinic.webhook.event", delivery.event())
                .setAttribute("http.request.resend_count", (long) delivery.tries())
                .startSpan());
    }

    /**
     * Returns the value of {@code traceparent} for the receiver; empty if the event has no position and tracing is
     * disabled.
     */
    Optional<String> traceparent() {
        return TraceParent.of(Context.root().with(span));
    }

    void end(Attempt attempt) {
        attempt.status().ifPresent(status -> span.setAttribute("http.response.status_code", (long) status));
        if (!attempt.succeeded()) {
            span.setStatus(StatusCode.ERROR);
        }
        span.end();
    }
}
