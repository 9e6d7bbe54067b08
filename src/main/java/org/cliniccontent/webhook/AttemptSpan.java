package org.cliniccontent.webhook;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.Optional;
import org.cliniccontent.http.telemetry.TraceParent;

/**
 * One attempt in the trace of what it tells, which may have been done days before, on another replica. It names the
 * endpoint by its id: the URL may hold a secret.
 */
final class AttemptSpan {

    private final Span span;

    private AttemptSpan(Span span) {
        this.span = span;
    }

    /** Where no traces are made, it is the place itself that the event was kept with. */
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

    /** What the receiver is told; empty if the event was not kept with a place, and no traces are made. */
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
