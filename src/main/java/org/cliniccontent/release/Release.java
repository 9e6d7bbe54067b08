package org.cliniccontent.release;

import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** One act of publishing. */
@Schema(
        name = "Release",
        description = "One act of publishing: everything in it became public at once.",
        requiredProperties = {"number", "publishedAt", "message", "author", "changes"})
public record Release(
        @Schema(minimum = "1", description = "Its number: gap-free, in the order in which releases became public.")
        long number,

        @Schema(description = "When it became public (RFC 3339, UTC).")
        Instant publishedAt,

        @Schema(maxLength = 2_000, description = "What it is about, in its publisher's words.")
        String message,

        @Schema(maxLength = 200, description = "Who published it.")
        String author,

        @Schema(minimum = "1", description = "How many entities it published, changed or removed.")
        int changes) {}
