package org.cliniccontent.http.contract;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.cliniccontent.http.body.SchemaCheck;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.media.Schema;

/** Conversion of JSON Schema to the contract, so that validation and documentation share one source. */
public final class ContractSchema {

    private ContractSchema() {}

    /**
     * Converts a schema.
     *
     * @param resource an absolute path in the class path
     */
    public static Schema of(String resource) {
        return of(SchemaCheck.read(resource));
    }

    /**
     * Converts a schema.
     *
     * @throws IllegalArgumentException for a keyword that is not supported yet
     */
    public static Schema of(JsonNode node) {
        if (node.isBoolean()) {
            return OASFactory.createSchema().booleanSchema(node.booleanValue());
        }
        var schema = OASFactory.createSchema();
        node.properties().forEach(keyword -> set(schema, keyword.getKey(), keyword.getValue()));
        return schema;
    }

    private static void set(Schema schema, String keyword, JsonNode value) {
        switch (keyword) {
            // The contract declares its one dialect itself.
            case "$schema", "$id", "$defs" -> {}
            // The contract's model does not support these; the descriptions state them.
            case "dependentRequired" -> {}
            case "const" -> schema.constValue(plain(value));
            case "maxProperties" -> schema.maxProperties(value.asInt());
            case "propertyNames" -> schema.propertyNames(of(value));
            case "title" -> schema.title(value.asText());
            case "description" -> schema.description(value.asText());
            case "type" ->
                schema.addType(Schema.SchemaType.valueOf(value.asText().toUpperCase(Locale.ROOT)));
            case "format" -> schema.format(value.asText());
            case "pattern" -> schema.pattern(value.asText());
            case "minLength" -> schema.minLength(value.asInt());
            case "maxLength" -> schema.maxLength(value.asInt());
            case "minItems" -> schema.minItems(value.asInt());
            case "maxItems" -> schema.maxItems(value.asInt());
            case "x-unique-by" -> schema.addExtension(keyword, strings(value));
            case "uniqueItems" -> schema.uniqueItems(value.asBoolean());
            case "minimum" -> schema.minimum(value.decimalValue());
            case "maximum" -> schema.maximum(value.decimalValue());
            case "default" -> schema.defaultValue(plain(value));
            case "enum" -> value.forEach(each -> schema.addEnumeration(plain(each)));
            case "examples" -> value.forEach(each -> schema.addExample(plain(each)));
            case "required" -> value.forEach(each -> schema.addRequired(each.asText()));
            case "items" -> schema.items(of(value));
            case "properties" -> schema.properties(members(value));
            case "additionalProperties" -> schema.additionalPropertiesSchema(of(value));
            case "anyOf" -> value.forEach(each -> schema.addAnyOf(of(each)));
            case "oneOf" -> value.forEach(each -> schema.addOneOf(of(each)));
            case "allOf" -> value.forEach(each -> schema.addAllOf(of(each)));
            case "$ref" -> schema.ref(value.asText());
            default -> throw new IllegalArgumentException("a keyword that is not known: " + keyword);
        }
    }

    private static Map<String, Schema> members(JsonNode properties) {
        Map<String, Schema> members = new LinkedHashMap<>();
        properties.properties().forEach(member -> members.put(member.getKey(), of(member.getValue())));
        return members;
    }

    private static List<String> strings(JsonNode array) {
        List<String> strings = new ArrayList<>();
        array.forEach(each -> strings.add(each.asText()));
        return strings;
    }

    private static Object plain(JsonNode value) {
        return value.isNumber() ? value.numberValue() : value.isBoolean() ? value.booleanValue() : value.asText();
    }
}
