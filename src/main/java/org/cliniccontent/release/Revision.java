package org.cliniccontent.release;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** One of the states that an entity was published in, or its removal. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(
        name = "Revision",
        description = "A revision: a published state of an entity, or its removal.",
        requiredProperties = {"release", "publishedAt", "author", "message", "kind", "slug", "name", "sha256"})
public record Revision(
        @Schema(minimum = "1", description = "The release that made it.")
        long release,

        @Schema(description = "The time of that release (RFC 3339, UTC).")
        Instant publishedAt,

        @Schema(maxLength = 200, description = "The publisher.")
        String author,

        @Schema(maxLength = 2_000, description = "The description of the release by its publisher.")
        String message,

        Change.Kind kind,

        @Schema(description = "The entity's slug in it.", ref = "Slug")
        String slug,

        @Schema(description = "The entity's name or title in it.")
        String name,

        @Schema(description = "The hash of its content in it.", ref = "Sha256")
        String sha256,

        @Schema(maxLength = 200, description = "The approver. Absent if it was not reviewed by a person.")
        String approvedBy) {

    static Revision of(ResultSet row) throws SQLException {
        return new Revision(
                row.getLong("since_release"),
                row.getTimestamp("published_at").toInstant(),
                row.getString("author"),
                row.getString("message"),
                Change.Kind.of(row.getString("state"), row.getBoolean("was_published")),
                row.getString("slug"),
                row.getString("name"),
                row.getString("sha256"),
                row.getString("approved_by"));
    }
}
