package org.cliniccontent.audit;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The last seal of the audit log. */
@Schema(
        name = "AuditHead",
        description =
                "The last seal of the audit log. Keep it elsewhere: whoever rewrites the log cannot rewrite that.",
        requiredProperties = {"seal", "hash", "sealedAt"})
record AuditHead(
        @Schema(minimum = "1", description = "Its number.") long seal,

        @Schema(pattern = "^[0-9a-f]{64}$", description = "Its hash.")
        String hash,

        @Schema(description = "When.") Instant sealedAt) {

    static AuditHead of(ResultSet row) throws SQLException {
        return new AuditHead(
                row.getLong("number"),
                row.getString("hash"),
                row.getTimestamp("sealed_at").toInstant());
    }
}
