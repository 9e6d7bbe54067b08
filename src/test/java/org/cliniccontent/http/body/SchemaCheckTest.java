package org.cliniccontent.http.body;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.cliniccontent.http.problem.Fault;
import org.cliniccontent.http.problem.Faults;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** A schema is held against a body level by level, with the same result and with bounded faults. */
class SchemaCheckTest {

    private static final SchemaCheck CHECK = SchemaCheck.of(tree("""
            {
              "type": "object",
              "additionalProperties": false,
              "required": ["name"],
              "properties": {
                "name": {"description": "A reference beside a description.", "$ref": "#/$defs/name"},
                "list": {"type": "array", "maxItems": 3, "uniqueItems": true, "items": {"$ref": "#/$defs/node"}},
                "map": {"type": "object", "propertyNames": {"$ref": "#/$defs/name"},
                        "additionalProperties": {"type": "integer", "minimum": 1}}
              },
              "$defs": {
                "name": {"type": "string", "maxLength": 5, "pattern": "^[a-z]+(-[a-z]+)*$"},
                "node": {"type": "object", "additionalProperties": false,
                         "properties": {"name": {"$ref": "#/$defs/name"}, "below": {"$ref": "#/$defs/node"}},
                         "dependentRequired": {"below": ["name"]}}
              }
            }
            """));

    private static JsonNode tree(String json) {
        return StrictJson.parse(json.getBytes(StandardCharsets.UTF_8));
    }

    private static Faults faults(String json) {
        return CHECK.faults(tree(json));
    }

    @Test
    void whatIsAsTheSchemaSaysHasNoFault() {
        assertThat(faults("""
                {"name": "a-b", "list": [{"name": "a"}, {"name": "b", "below": {"name": "c"}}], "map": {"a": 1}}""")).isEmpty();
    }

    @Test
    void everyLevelIsChecked() {
        assertThat(faults("""
                {"list": [{"name": "A", "below": {"other": 1}}, 5, {"below": {}}], "map": {"a": 0, "B": 1}, "x": {}}"""))
                .extracting(Fault::pointer)
                .containsExactly(
                        "/list/0/below/other", "/list/0/name", "/list/1", "/list/2", "/map", "/map/a", "/name", "/x");
    }

    @Test
    void aWrongNameIsNamed() {
        assertThat(faults("{\"name\": \"a\", \"map\": {\"B\": 1}}"))
                .singleElement()
                .satisfies(fault -> assertThat(fault.detail()).startsWith("has a member 'B' whose name"));
    }

    @Test
    void whatIsTooLongIsNotLookedThrough() {
        assertThat(faults("{\"name\": \"%sa\"}".formatted("a-".repeat(500_000))))
                .containsExactly(Fault.at("/name", "must be at most 5 characters long"));
        assertThat(faults("{\"name\": \"a\", \"list\": [1, 1, 1, 1]}"))
                .containsExactly(Fault.at("/list", "must have at most 3 items but found 4"));
    }

    @Test
    void faultsAreCountedAndCut() {
        var body = JsonNodeFactory.instance.objectNode().put("name", "a");
        for (int i = 0; i < 5_000; i++) {
            body.withObjectProperty("map").put("a" + "b".repeat(i % 4) + i, 0);
        }
        var faults = CHECK.faults(body);
        assertThat(faults).hasSize(Faults.MAX);
        assertThat(faults.total()).isEqualTo(10_000);
    }

    /** Every text and list that a request may have is bounded, so that it is also in the contract. */
    @Test
    void requestsAreBounded() {
        for (String resource : List.of(
                "/META-INF/resources/schemas/bundle-1.schema.json",
                "/schemas/requests.schema.json",
                "/schemas/acknowledgement.schema.json",
                "/schemas/api-key-rotation.schema.json",
                "/schemas/new-api-key.schema.json",
                "/schemas/new-webhook.schema.json",
                "/schemas/webhook-replay.schema.json",
                "/schemas/webhook-rotation.schema.json")) {
            var schema = SchemaCheck.read(resource);
            assertBounded(resource, schema);
        }
    }

    private static void assertBounded(String place, JsonNode schema) {
        var type = schema.path("type").asText();
        if (type.equals("string") && !schema.has("enum") && !schema.has("const")) {
            assertThat(schema.has("maxLength")).as(place + " has a maxLength").isTrue();
        }
        if (type.equals("array")) {
            assertThat(schema.has("maxItems")).as(place + " has maxItems").isTrue();
        }
        if (type.equals("object") && schema.path("additionalProperties").isObject()) {
            assertThat(schema.has("maxProperties"))
                    .as(place + " has maxProperties")
                    .isTrue();
        }
        if (type.equals("object")) {
            assertThat(schema.has("additionalProperties"))
                    .as(place + " is closed")
                    .isTrue();
        }
        if (type.equals("integer") || type.equals("number")) {
            assertThat(schema.has("maximum")).as(place + " has a maximum").isTrue();
        }
        schema.properties().forEach(member -> {
            if (member.getValue().isContainerNode() && !member.getKey().equals("examples")) {
                assertBounded(place + '/' + member.getKey(), member.getValue());
            }
        });
    }
}
