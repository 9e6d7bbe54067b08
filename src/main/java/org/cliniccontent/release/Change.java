package org.cliniccontent.release;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.cliniccontent.content.Link;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The change of one entity by a release. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(
        name = "Change",
        description = "The change of one entity by a release.",
        requiredProperties = {"kind", "type", "id", "slug", "name", "sha256", "affects", "affectsTotal"})
public record Change(
        Kind kind,

        @Schema(description = "The entity's type.", ref = "EntityType")
        String type,

        @Schema(description = "The entity's id.") UUID id,

        @Schema(description = "The entity's slug in this release.", ref = "Slug")
        String slug,

        @Schema(description = "The entity's name or title in this release.")
        String name,

        @Schema(description = "The hash of its content in this release.", ref = "Sha256")
        String sha256,

        @Schema(maxLength = 200, description = "The approver. Absent if it was not reviewed by a person.")
        String approvedBy,

        @Schema(
                description = "The entities that this change affects: those published at this release that point "
                        + "to this one, without those that the release itself changed; by name, at most 100.")
        List<Link> affects,

        @Schema(minimum = "0", description = "The total number of those.")
        int affectsTotal) {

    /** The kind of change. */
    @Schema(name = "ChangeKind", description = "ADDED: published for the first time, or again after it was removed.")
    public enum Kind {
        ADDED,
        CHANGED,
        DELETED,
        WITHDRAWN;

        /**
         * Returns the kind of change.
         *
         * @param state the entity's new state
         * @param wasPublished whether it was published just before
         */
        public static Kind of(String state, boolean wasPublished) {
            if (!state.equals(Item.PUBLISHED)) {
                return valueOf(state);
            }
            return wasPublished ? CHANGED : ADDED;
        }
    }

    static Change of(ResultSet row) throws SQLException {
        return new Change(
                Kind.of(row.getString("state"), row.getBoolean("was_published")),
                row.getString("type"),
                row.getObject("id", UUID.class),
                row.getString("slug"),
                row.getString("name"),
                row.getString("sha256"),
                row.getString("approved_by"),
                List.of(),
                0);
    }

    Change affecting(List<Link> targets, int total) {
        return new Change(kind, type, id, slug, name, sha256, approvedBy, targets, total);
    }
}
