package org.cliniccontent.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import com.networknt.schema.regex.RegularExpression;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Holds a body against a JSON Schema (2020-12), which is also in the contract: see {@link ContractSchema}. */
public final class SchemaCheck {

    private final JsonSchema schema;

    private SchemaCheck(JsonNode schema) {
        var config = SchemaValidatorsConfig.builder()
                .pathType(PathType.JSON_POINTER)
                .formatAssertionsEnabled(true)
                .locale(Locale.ENGLISH)
                .regularExpressionFactory(SchemaCheck::expression)
                .build();
        this.schema =
                JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(schema, config);
    }

    private static RegularExpression expression(String regex) {
        var pattern = Pattern.compile(ofJava(regex));
        return value -> pattern.matcher(value).find();
    }

    /**
     * As ECMA-262 has it: the end is the end, and not also before a last line feed. A group that is repeated to the end
     * gives nothing back (no schema has one that could match in two ways): otherwise Java recurs for each repetition, as
     * deep as a client's text is long.
     */
    static String ofJava(String regex) {
        if (!regex.endsWith("$")) {
            return regex;
        }
        var body = regex.substring(0, regex.length() - 1);
        return body + (body.endsWith(")*") ? "+" : "") + "\\z";
    }

    /** @param resource an absolute path in the class path */
    public static SchemaCheck of(String resource) {
        return new SchemaCheck(read(resource));
    }

    public static SchemaCheck of(JsonNode schema) {
        return new SchemaCheck(schema);
    }

    public static JsonNode read(String resource) {
        var loader = Thread.currentThread().getContextClassLoader();
        try (InputStream schema = loader.getResourceAsStream(resource.substring(1))) {
            return new ObjectMapper().readTree(schema);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Everything in which it is not as the schema says, in the order of the pointers. */
    public List<Fault> faults(JsonNode body) {
        return schema.validate(body).stream()
                .map(SchemaCheck::fault)
                .distinct()
                .sorted(Comparator.comparing(Fault::pointer).thenComparing(Fault::detail))
                .toList();
    }

    /** A body, decoded strictly and as the schema says, or INVALID_BODY with every fault. */
    public JsonNode parse(byte[] body) {
        var node = StrictJson.parse(body);
        var faults = faults(node);
        if (!faults.isEmpty()) {
            throw StrictJson.invalid(faults);
        }
        return node;
    }

    /** A member that is missing, or should not be there, is named by the pointer, and not only its object. */
    private static Fault fault(ValidationMessage message) {
        var object = message.getInstanceLocation().toString();
        return switch (message.getType()) {
            case "required" -> Fault.at(StrictJson.below(object, message.getProperty()), "is missing");
            case "additionalProperties", "unevaluatedProperties" ->
                Fault.at(StrictJson.below(object, message.getProperty()), "is not a member here");
            default -> Fault.at(object, message.getError());
        };
    }
}
