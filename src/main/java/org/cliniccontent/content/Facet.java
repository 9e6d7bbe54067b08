package org.cliniccontent.content;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A field that lists can be filtered by.
 *
 * @param name the parameter
 * @param field the member of the body that holds the value, or the values
 * @param values the closed set it is one of; empty for a free term, which is compared without case
 */
public record Facet(String name, String field, List<String> values) {

    private static final int MAX_TERM = 200;
    private static final int MAX_CODE = 400;

    /** The parameter for terminology codes: {@code system|code}. */
    public static final String CODE = "code";

    public static <E extends Enum<E>> Facet of(String name, Class<E> values) {
        return of(name, name, values);
    }

    public static <E extends Enum<E>> Facet of(String name, String field, Class<E> values) {
        return new Facet(
                name,
                field,
                Arrays.stream(values.getEnumConstants()).map(Enum::name).toList());
    }

    public static Facet ofTerms(String name, String field) {
        return new Facet(name, field, List.of());
    }

    public static Facet ofCodes() {
        return new Facet(CODE, "codes", List.of());
    }

    public Stream<String> valuesIn(JsonNode body) {
        var node = body.path(field);
        return node.isArray()
                ? StreamSupport.stream(node.spliterator(), false).map(this::valueOf)
                : Stream.of(node).filter(JsonNode::isTextual).map(this::valueOf);
    }

    private String valueOf(JsonNode node) {
        return node.isObject()
                ? node.path("system").asText() + '|' + node.path("code").asText()
                : normalise(node.asText());
    }

    /** How many characters a value has at most: as many as the field, or a terminology's URI and a code. */
    public int maxLength() {
        return name.equals(CODE) ? MAX_CODE : MAX_TERM;
    }

    /** A value as it is stored and compared. */
    public String normalise(String value) {
        return values.isEmpty() && !name.equals(CODE) ? value.toLowerCase(Locale.ROOT) : value;
    }
}
