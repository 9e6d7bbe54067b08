package org.cliniccontent.http.body;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import com.networknt.schema.regex.RegularExpression;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.cliniccontent.http.problem.Fault;
import org.cliniccontent.http.problem.Faults;

/**
 * A schema with what it says of one value, apart from the schemas of the values below. The library that judges a value
 * keeps a message for everything that it finds in it; asked level by level, it never has more of them than one object
 * has members, and what is found is counted by {@link Faults}.
 */
final class SchemaLevel {

    /**
     * A keyword of our own: the members that tell the items of an array apart, which {@code uniqueItems} cannot say.
     */
    private static final String UNIQUE_BY = "x-unique-by";

    private static final String DEFINITIONS = "#/$defs/";

    private final Context context;
    private final JsonNode keywords;
    private final Map<String, SchemaLevel> properties = new HashMap<>();
    private SchemaLevel others;
    private SchemaLevel items;
    private SchemaLevel names;
    private SchemaLevel reference;
    private List<String> uniqueBy = List.of();
    private JsonSchema compiled;
    private int maxLength = Integer.MAX_VALUE;
    private int maxItems = Integer.MAX_VALUE;

    /** What the levels of one schema share. */
    private record Context(
            JsonNode root,
            JsonSchemaFactory factory,
            SchemaValidatorsConfig config,
            Map<String, SchemaLevel> definitions) {

        SchemaLevel definition(String reference) {
            var found = definitions.get(reference);
            if (found == null) {
                var definition = root.path("$defs").path(reference.substring(DEFINITIONS.length()));
                if (!reference.startsWith(DEFINITIONS) || definition.isMissingNode()) {
                    throw new IllegalStateException("a reference to no definition of the schema: " + reference);
                }
                found = new SchemaLevel(this, definition);
                // Known before it is taken apart: a definition may have itself below.
                definitions.put(reference, found);
                found.takeApart();
            }
            return found;
        }
    }

    private SchemaLevel(Context context, JsonNode keywords) {
        this.context = context;
        this.keywords = keywords;
    }

    static SchemaLevel of(JsonNode schema) {
        var config = SchemaValidatorsConfig.builder()
                .pathType(PathType.JSON_POINTER)
                .formatAssertionsEnabled(true)
                .locale(Locale.ENGLISH)
                .regularExpressionFactory(SchemaLevel::expression)
                .build();
        var factory = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
        var level = new SchemaLevel(new Context(schema, factory, config, new HashMap<>()), schema);
        level.takeApart();
        return level;
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
    private static String ofJava(String regex) {
        if (!regex.endsWith("$")) {
            return regex;
        }
        var body = regex.substring(0, regex.length() - 1);
        return body + (body.endsWith(")*") ? "+" : "") + "\\z";
    }

    private void takeApart() {
        if (!(keywords instanceof ObjectNode all)) {
            compiled = context.factory.getSchema(keywords, context.config);
            return;
        }
        var own = JsonNodeFactory.instance.objectNode();
        all.properties().forEach(keyword -> {
            var value = keyword.getValue();
            switch (keyword.getKey()) {
                case "properties" -> {
                    // Their names still tell which members are others.
                    var open = own.putObject("properties");
                    value.properties().forEach(property -> {
                        open.set(property.getKey(), BooleanNode.TRUE);
                        properties.put(property.getKey(), below(property.getValue()));
                    });
                }
                case "additionalProperties" -> {
                    others = value.isObject() ? below(value) : null;
                    own.set("additionalProperties", value.isObject() ? BooleanNode.TRUE : value);
                }
                case "items" -> items = below(value);
                case "propertyNames" -> names = below(value);
                case UNIQUE_BY -> uniqueBy = names(value);
                case "$ref" -> reference = context.definition(value.asText());
                case "$id", "$defs" -> {}
                default -> own.set(keyword.getKey(), value);
            }
        });
        maxLength = own.path("maxLength").asInt(maxLength);
        maxItems = own.path("maxItems").asInt(maxItems);
        compiled = context.factory.getSchema(own, context.config);
    }

    private static List<String> names(JsonNode array) {
        List<String> names = new ArrayList<>();
        array.forEach(name -> names.add(name.asText()));
        return names;
    }

    private SchemaLevel below(JsonNode schema) {
        var level = new SchemaLevel(context, schema);
        level.takeApart();
        return level;
    }

    void check(String pointer, JsonNode value, Faults faults) {
        if (isTooLong(pointer, value, faults)) {
            return;
        }
        compiled.validate(value).stream()
                .map(message -> fault(pointer, message))
                .distinct()
                .forEach(faults::add);
        if (reference != null) {
            reference.check(pointer, value, faults);
        }
        if (value.isObject()) {
            value.properties().forEach(member -> checkMember(pointer, member.getKey(), member.getValue(), faults));
        } else if (value.isArray() && items != null) {
            for (int i = 0; i < value.size(); i++) {
                items.check(pointer + '/' + i, value.get(i), faults);
            }
            if (!uniqueBy.isEmpty()) {
                checkUnique(pointer, value, faults);
            }
        }
    }

    private void checkMember(String pointer, String name, JsonNode value, Faults faults) {
        if (names != null) {
            var wrong = new Faults();
            names.check("", JsonNodeFactory.instance.textNode(name), wrong);
            if (!wrong.isEmpty()) {
                faults.add(Fault.at(
                        pointer,
                        "has a member '" + name + "' whose name " + wrong.get(0).detail()));
            }
        }
        var level = properties.getOrDefault(name, others);
        if (level != null) {
            level.check(StrictJson.below(pointer, name), value, faults);
        }
    }

    /** Items that lack one of the members have a fault already. */
    private void checkUnique(String pointer, JsonNode array, Faults faults) {
        Map<List<JsonNode>, Integer> seen = new HashMap<>();
        var last = uniqueBy.get(uniqueBy.size() - 1);
        for (int i = 0; i < array.size(); i++) {
            var item = array.get(i);
            if (uniqueBy.stream().allMatch(item::has)) {
                var first = seen.putIfAbsent(uniqueBy.stream().map(item::get).toList(), i);
                if (first != null) {
                    faults.add(Fault.at(
                            StrictJson.below(pointer + '/' + i, last),
                            "is that of " + pointer + '/' + first + " already: it must be unique in its list"));
                }
            }
        }
    }

    /** What is too long is nothing else: no expression and no comparison is to go through all of it. */
    private boolean isTooLong(String pointer, JsonNode value, Faults faults) {
        if (value.isTextual() && value.textValue().length() > maxLength) {
            var text = value.textValue();
            if (text.codePointCount(0, text.length()) > maxLength) {
                faults.add(Fault.at(pointer, "must be at most " + maxLength + " characters long"));
                return true;
            }
        }
        if (value.isArray() && value.size() > maxItems) {
            faults.add(Fault.at(pointer, "must have at most " + maxItems + " items but found " + value.size()));
            return true;
        }
        return false;
    }

    /** A member that is missing, or should not be there, is named by the pointer, and not only its object. */
    private static Fault fault(String pointer, ValidationMessage message) {
        return switch (message.getType()) {
            case "required" -> Fault.at(StrictJson.below(pointer, message.getProperty()), "is missing");
            case "additionalProperties", "unevaluatedProperties" ->
                Fault.at(StrictJson.below(pointer, message.getProperty()), "is not a member here");
            default -> Fault.at(pointer + message.getInstanceLocation(), message.getError());
        };
    }
}
