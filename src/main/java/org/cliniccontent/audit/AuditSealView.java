package org.cliniccontent.audit;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A seal of the audit log as it is shown, and whether it holds. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(
        name = "AuditSeal",
        description = "A seal of the audit log. Its hash covers some events and, by their hashes, all seals before it.",
        requiredProperties = {"number", "sealedAt", "events", "hash"})
record AuditSealView(
        @Schema(minimum = "1", description = "Its number. They ascend without gaps.")
        long number,

        @Schema(description = "When.") Instant sealedAt,

        @Schema(minimum = "1", description = "How many events it covers.")
        int events,

        @Schema(
                pattern = "^[0-9a-f]{64}$",
                description = "SHA-256 of the hash of the seal before it, of what it says and of its events.")
        String hash,

        @Schema(description = "What is wrong with it, if it does not hold now.")
        String fault) {

    static AuditSealView of(ResultSet row) throws SQLException {
        return new AuditSealView(
                row.getLong("number"),
                row.getTimestamp("sealed_at").toInstant(),
                row.getInt("events"),
                row.getString("hash"),
                row.getString("fault"));
    }
}
