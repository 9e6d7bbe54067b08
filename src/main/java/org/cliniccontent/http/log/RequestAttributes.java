package org.cliniccontent.http.log;

import io.quarkus.vertx.http.runtime.attribute.ExchangeAttribute;
import io.quarkus.vertx.http.runtime.attribute.ExchangeAttributeBuilder;
import io.quarkus.vertx.http.runtime.attribute.ReadOnlyAttributeException;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.function.Function;

/**
 * Access-log attributes: {@code %{CLINIC_TRACE_ID}}, {@code %{CLINIC_CALLER}}, {@code %{CLINIC_OPERATION}} and {@code
 * %{CLINIC_DURATION}} (in ms). The framework finds the class as a service.
 */
public final class RequestAttributes implements ExchangeAttributeBuilder {

    private static final Map<String, Function<RoutingContext, String>> ATTRIBUTES = Map.of(
            "%{CLINIC_TRACE_ID}",
            TraceId::of,
            "%{CLINIC_CALLER}",
            LogFields::callerOf,
            "%{CLINIC_OPERATION}",
            request -> LogFields.current().flatMap(LogFields::operation).orElse(null),
            "%{CLINIC_DURATION}",
            request -> LogFields.current().map(LogFields::duration).orElse(null));

    @Override
    public String name() {
        return "Clinic Content";
    }

    @Override
    public int priority() {
        return 0;
    }

    @Override
    public ExchangeAttribute build(String token) {
        var attribute = ATTRIBUTES.get(token);
        return attribute == null ? null : new Read(attribute);
    }

    private record Read(Function<RoutingContext, String> attribute) implements ExchangeAttribute {

        @Override
        public String readAttribute(RoutingContext exchange) {
            return attribute.apply(exchange);
        }

        @Override
        public void writeAttribute(RoutingContext exchange, String value) throws ReadOnlyAttributeException {
            throw new ReadOnlyAttributeException();
        }
    }
}
