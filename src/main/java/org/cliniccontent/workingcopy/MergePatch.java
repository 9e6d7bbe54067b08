package org.cliniccontent.workingcopy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A JSON Merge Patch (RFC 7396, section 2), applied without writing either document as text. */
final class MergePatch {

    private MergePatch() {}

    /** @param target which may become part of the result, and be changed */
    static JsonNode apply(JsonNode target, JsonNode patch) {
        if (!patch.isObject()) {
            return patch;
        }
        var merged = target instanceof ObjectNode object ? object : JsonNodeFactory.instance.objectNode();
        patch.properties().forEach(member -> {
            if (member.getValue().isNull()) {
                merged.remove(member.getKey());
            } else {
                merged.set(member.getKey(), apply(merged.path(member.getKey()), member.getValue()));
            }
        });
        return merged;
    }
}
