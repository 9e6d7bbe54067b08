package org.cliniccontent.sync;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A change of one entity for a partner to apply, as JSON. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(
        name = "SyncChange",
        description = "A change of one entity. Applying it again has no effect.",
        requiredProperties = {"op", "type", "id", "slug", "release", "sha256"})
public record ChangeView(
        Op op,

        @Schema(description = "The entity's type.", ref = "EntityType")
        String type,

        @Schema(description = "The entity's id, the key of your copy: it never changes and is never reused.")
        UUID id,

        @Schema(
                description =
                        "Its slug, or the one that it had. Within a pass another entity may still have it in your "
                                + "copy: it is free at the end of the pass.",
                ref = "Slug")
        String slug,

        @Schema(minimum = "1", description = "The release that last changed it.")
        long release,

        @Schema(
                description = "For an upsert, the SHA-256 of the body's canonical JSON (RFC 8785), as in the digest; "
                        + "for a removal, that of the tombstone, which is not part of the copy.",
                ref = "Sha256")
        String sha256,

        @Schema(maxLength = 4_000, description = "The reason of the removal.")
        String reason,

        @Schema(description = "How soon to take it down where it is still shown.", ref = "Urgency")
        String urgency,

        @Schema(description = "The entity to show in its place.", ref = "EntityRef")
        JsonNode replacement,

        @Schema(description = "The entity, for an upsert.", ref = "SyncedEntity")
        JsonNode body) {

    /** The operation to apply. */
    @Schema(
            name = "SyncOp",
            description = "upsert: store `body` in place of what you have under its id. delete: it is no "
                    + "longer published. withdraw: take it down, for the `reason` and with the `urgency` given. Both "
                    + "of the latter may name entities that you never had.",
            enumeration = {"upsert", "delete", "withdraw"})
    public enum Op {
        upsert,
        delete,
        withdraw
    }
}
