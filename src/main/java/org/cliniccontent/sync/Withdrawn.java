package org.cliniccontent.sync;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A withdrawn entity that a copy still shows. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(
        name = "StillShown",
        description = "A withdrawn entity that a copy still shows.",
        requiredProperties = {"type", "id", "slug", "name", "release", "removedAt"})
public record Withdrawn(
        @Schema(description = "The entity's type.", ref = "EntityType")
        String type,

        @Schema(description = "The entity's id.") UUID id,

        @Schema(description = "The slug that it had.", ref = "Slug")
        String slug,

        @Schema(description = "The name or title that it had.")
        String name,

        @Schema(maxLength = 4_000, description = "The reason of the withdrawal.")
        String reason,

        @Schema(description = "The urgency of taking it down.", ref = "Urgency")
        String urgency,

        @Schema(description = "The entity to show in its place.", ref = "EntityRef")
        JsonNode replacement,

        @Schema(minimum = "1", description = "The release that withdrew it.")
        long release,

        @Schema(description = "The time of that (RFC 3339, UTC).")
        Instant removedAt) {}
