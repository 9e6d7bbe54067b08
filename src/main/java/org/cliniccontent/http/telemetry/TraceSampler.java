package org.cliniccontent.http.telemetry;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import jakarta.inject.Singleton;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The sampling of traces: those sampled by the caller, and a share of the others ({@code
 * quarkus.otel.traces.sampler.arg}, 1.0: all). Statements outside of a request or webhook are dropped: the database is
 * polled several times a second.
 */
@Singleton
class TraceSampler implements Sampler {

    private final Sampler requests;

    TraceSampler(@ConfigProperty(name = "quarkus.otel.traces.sampler.arg", defaultValue = "1.0") double share) {
        this.requests = Sampler.parentBased(Sampler.traceIdRatioBased(share));
    }

    @Override
    public SamplingResult shouldSample(
            Context parent, String traceId, String name, SpanKind kind, Attributes attributes, List<LinkData> links) {
        boolean polled = kind == SpanKind.CLIENT
                && !Span.fromContext(parent).getSpanContext().isValid();
        return polled ? SamplingResult.drop() : requests.shouldSample(parent, traceId, name, kind, attributes, links);
    }

    private static boolean isStatement(SpanKind kind, Attributes attributes) {
        return kind == SpanKind.CLIENT
                && attributes.asMap().keySet().stream()
                        .anyMatch(key -> key.getKey().startsWith("db."));
    }

    @Override
    public String getDescription() {
        return "Requests and what they cause: " + requests.getDescription();
    }
}
