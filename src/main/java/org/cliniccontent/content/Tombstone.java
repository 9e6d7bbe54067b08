package org.cliniccontent.content;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What is left of an entity that was removed. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(
        name = "Tombstone",
        description = "What is left of an entity that was removed: why, and what to do about it.",
        requiredProperties = {"kind", "release", "removedAt"})
public record Tombstone(
        Kind kind,

        @Schema(
                maxLength = 4_000,
                description = "Why it was removed, in the editors' words. What was WITHDRAWN has one.")
        String reason,

        @Schema(description = "How soon to take it down where it is still shown. What was WITHDRAWN has one.")
        Urgency urgency,

        @Schema(description = "What to show in its place, if there is something that is published.")
        Link replacement,

        @Schema(minimum = "1", description = "The release that removed it.")
        long release,

        @Schema(description = "When that release was published (RFC 3339, UTC).")
        Instant removedAt) {

    /** How an entity can be removed. */
    @Schema(
            name = "RemovalKind",
            description = "DELETED: it is no longer needed. WITHDRAWN: it should no longer be relied on.")
    public enum Kind {
        DELETED,
        WITHDRAWN
    }

    /** How soon something is to be taken down. */
    @Schema(
            name = "Urgency",
            description =
                    "ROUTINE: with the next regular update. URGENT: as soon as possible. IMMEDIATE: at once, for it may do harm.")
    public enum Urgency {
        ROUTINE,
        URGENT,
        IMMEDIATE
    }
}
