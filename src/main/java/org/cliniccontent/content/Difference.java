package org.cliniccontent.content;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** One thing that differs between two JSON documents; see {@link JsonDiff}. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(
        name = "Difference",
        description =
                "One thing that differs between two states. To make the later one of the earlier one: put `after` "
                        + "in the place of what is CHANGED, take out what is REMOVED from the last to the first, and put in "
                        + "what is ADDED from the first to the last.",
        requiredProperties = {"kind", "pointer"})
public record Difference(
        Kind kind,

        @Schema(
                description = "Where: a JSON Pointer (RFC 6901). Of what was CHANGED or REMOVED, into the earlier "
                        + "state; of what was ADDED, into the later one.",
                examples = "/symptoms/0")
        String pointer,

        @Schema(description = "What was there, any JSON value. Absent if it was ADDED.", implementation = Object.class)
        JsonNode before,

        @Schema(
                description = "What is there now, any JSON value. Absent if it was REMOVED.",
                implementation = Object.class)
        JsonNode after) {

    /** What was done. */
    @Schema(
            name = "DifferenceKind",
            description = "ADDED: a member or an element that was not there. REMOVED: one that is no longer there. "
                    + "CHANGED: another value in the same place.")
    public enum Kind {
        ADDED,
        REMOVED,
        CHANGED
    }
}
