package org.cliniccontent.http.telemetry;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.AttributeType;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import jakarta.inject.Singleton;
import org.cliniccontent.http.log.Redaction;

/**
 * Removes secrets from spans. Path, query, user agent and addresses are the client's input. Attributes added later are
 * safe: statements have no values, and events, which quote exceptions, are disabled ({@code
 * quarkus.otel.span.event.count.limit}).
 */
@Singleton
class SpanRedaction implements SpanProcessor {

    private static final int MAX_LENGTH = 1_000;

    @Override
    public void onStart(Context parent, ReadWriteSpan span) {
        span.getAttributes().forEach((key, value) -> {
            if (key.getType() == AttributeType.STRING) {
                var text = (String) value;
                var clean = Redaction.clean(text, MAX_LENGTH);
                if (!clean.equals(text)) {
                    span.setAttribute(AttributeKey.stringKey(key.getKey()), clean);
                }
            }
        });
        var name = Redaction.clean(span.getName(), MAX_LENGTH);
        if (!name.equals(span.getName())) {
            span.updateName(name);
        }
    }

    @Override
    public boolean isStartRequired() {
        return true;
    }

    @Override
    public void onEnd(ReadableSpan span) {
        // A span that has ended cannot be changed any more.
    }

    @Override
    public boolean isEndRequired() {
        return false;
    }
}
