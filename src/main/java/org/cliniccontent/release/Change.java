package org.cliniccontent.release;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What a release did to one entity. */
@Schema(
        name = "Change",
        description = "What a release did to one entity.",
        requiredProperties = {"kind", "type", "id", "slug", "name", "sha256"})
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
        String sha256) {

    /** What was done. */
    @Schema(name = "ChangeKind", description = "ADDED: published for the first time, or again after it was removed.")
    public enum Kind {
        ADDED,
        CHANGED,
        DELETED,
        WITHDRAWN
    }

    static Change of(ResultSet row) throws SQLException {
        var state = row.getString(6);
        var kind = state.equals(Item.PUBLISHED) ? (row.getBoolean(7) ? Kind.CHANGED : Kind.ADDED) : Kind.valueOf(state);
        return new Change(
                kind,
                row.getString(1),
                row.getObject(2, UUID.class),
                row.getString(3),
                row.getString(4),
                row.getString(5));
    }
}
