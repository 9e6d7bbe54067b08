package org.cliniccontent.http.log;

import io.quarkus.vertx.http.runtime.attribute.ExchangeAttribute;
import io.quarkus.vertx.http.runtime.attribute.ExchangeAttributeBuilder;
import io.quarkus.vertx.http.runtime.attribute.ReadOnlyAttributeException;
import io.vertx.ext.web.RoutingContext;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.regex.Pattern;

/**
 * Access-log attributes, whatever the pattern, without secrets and on one line. They also cover an access log with a
 * file of its own, which no log handler sees. The framework finds the class as a service.
 */
public final class RedactedAttributes implements ExchangeAttributeBuilder {

    /** Headers whose whole value is a secret, in any form. */
    private static final Pattern SECRET_HEADER = Pattern.compile(
            "%\\{[io],\\s*((proxy-)?authorization|(set-)?cookie|x-api-key)\\s*}|%\\{c,.*}", Pattern.CASE_INSENSITIVE);

    private static final int MAX_LENGTH = 10_000;

    private List<ExchangeAttributeBuilder> others;

    @Override
    public String name() {
        return "Redacted";
    }

    /** Returns the priority, higher than that of any other builder. */
    @Override
    public int priority() {
        return Integer.MAX_VALUE;
    }

    @Override
    public ExchangeAttribute build(String token) {
        return others().stream()
                .map(builder -> builder.build(token))
                .filter(Objects::nonNull)
                .findFirst()
                .map(attribute ->
                        new Redacted(attribute, SECRET_HEADER.matcher(token).matches()))
                .orElse(null);
    }

    /** Loads the other builders on first use: this one is created while they are being looked up. */
    private synchronized List<ExchangeAttributeBuilder> others() {
        if (others == null) {
            others =
                    ServiceLoader.load(ExchangeAttributeBuilder.class, ExchangeAttributeBuilder.class.getClassLoader())
                            .stream()
                            .filter(provider -> provider.type() != RedactedAttributes.class)
                            .map(ServiceLoader.Provider::get)
                            .sorted(Comparator.comparingInt(ExchangeAttributeBuilder::priority)
                                    .reversed())
                            .toList();
        }
        return others;
    }

    private record Redacted(ExchangeAttribute attribute, boolean secret) implements ExchangeAttribute {

        @Override
        public String readAttribute(RoutingContext exchange) {
            var value = attribute.readAttribute(exchange);
            if (value == null) {
                return null;
            }
            return secret ? Redaction.REPLACEMENT : Redaction.clean(value, MAX_LENGTH);
        }

        @Override
        public void writeAttribute(RoutingContext exchange, String value) throws ReadOnlyAttributeException {
            attribute.writeAttribute(exchange, value);
        }
    }
}
