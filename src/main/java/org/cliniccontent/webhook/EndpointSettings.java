package org.cliniccontent.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;

/**
 * The settings of an endpoint, made by its owner.
 *
 * @param eventTypes the subscribed events, at least one
 * @param entityTypes the types of the entities that these may be about; empty stands for all
 */
record EndpointSettings(String url, Optional<String> description, List<String> eventTypes, List<String> entityTypes) {

    static final String SCHEMA = "/schemas/new-webhook.schema.json";
    static final String URL = "url";
    static final String EVENT_TYPES = "eventTypes";
    static final String ENTITY_TYPES = "entityTypes";

    static final String DESCRIPTION = "description";

    /** The members that a merge patch may remove. */
    static final Set<String> OPTIONAL = Set.of(DESCRIPTION, EVENT_TYPES, ENTITY_TYPES);

    /** Reads settings from JSON that is valid against the schema. */
    static EndpointSettings of(JsonNode json) {
        var events = texts(json.path(EVENT_TYPES));
        return new EndpointSettings(
                json.path(URL).asText(),
                Optional.ofNullable(json.path(DESCRIPTION).textValue()),
                events.isEmpty()
                        ? EventType.subscribable().stream()
                                .map(EventType::value)
                                .toList()
                        : events,
                texts(json.path(ENTITY_TYPES)));
    }

    /** Applies a merge patch (RFC 7396). The result must still be validated against the schema. */
    JsonNode patched(JsonNode patch) {
        if (!patch.isObject()) {
            return patch;
        }
        var json = json();
        patch.properties().forEach(member -> {
            if (member.getValue().isNull() && OPTIONAL.contains(member.getKey())) {
                json.remove(member.getKey());
            } else {
                json.set(member.getKey(), member.getValue());
            }
        });
        return json;
    }

    private ObjectNode json() {
        var json = JsonNodeFactory.instance.objectNode().put(URL, url);
        description.ifPresent(text -> json.put(DESCRIPTION, text));
        eventTypes.forEach(json.putArray(EVENT_TYPES)::add);
        if (!entityTypes.isEmpty()) {
            entityTypes.forEach(json.putArray(ENTITY_TYPES)::add);
        }
        return json;
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }
}
