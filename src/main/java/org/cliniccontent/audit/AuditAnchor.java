package org.cliniccontent.audit;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Where the audit log was pruned. */
@Schema(
        name = "AuditAnchor",
        description = "Where the log was pruned last, and where the chain of seals goes on.",
        requiredProperties = {"keptSince", "seal", "hash", "events", "prunedAt", "reason"})
record AuditAnchor(
        @Schema(
                implementation = String.class,
                format = "date",
                description = "The first day whose events were kept.",
                examples = "2026-11-01")
        LocalDate keptSince,

        @Schema(minimum = "0", description = "The last seal that was pruned; 0: none.")
        long seal,

        @Schema(pattern = "^[0-9a-f]{64}$", description = "Its hash, from which the next seal follows.")
        String hash,

        @Schema(minimum = "0", description = "How many sealed events were pruned with it.")
        long events,

        @Schema(description = "When.") Instant prunedAt,
        @Schema(description = "Why.") String reason) {

    static AuditAnchor of(ResultSet row) throws SQLException {
        return new AuditAnchor(
                row.getObject("month", LocalDate.class),
                row.getLong("seal"),
                row.getString("hash"),
                row.getLong("events"),
                row.getTimestamp("pruned_at").toInstant(),
                row.getString("reason"));
    }
}
