package org.cliniccontent.http.log;

import io.quarkus.vertx.http.runtime.attribute.ExchangeAttributeParser;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The framework finds the redaction before its own parts of the access log, as the packaged service loads them. */
class RedactedAttributesTest {

    @ParameterizedTest
    @ValueSource(strings = {"%r", "%q", "%U", "%R", "%{i,Authorization}", "%{c,session}", "%{q,key}", "%{REQUEST_URL}"})
    void everyPartIsRedacted(String token) {
        var parser = new ExchangeAttributeParser(getClass().getClassLoader(), List.of());
        assertThat(parser.parseSingleToken(token).getClass().getEnclosingClass())
                .isEqualTo(RedactedAttributes.class);
    }
}
