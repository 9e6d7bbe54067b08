package org.cliniccontent.audit;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** An event of the audit log as it is shown. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(
        name = "AuditEvent",
        description = "Something that was done, or was refused.",
        requiredProperties = {
            "id",
            "at",
            "caller",
            "callerName",
            "address",
            "method",
            "path",
            "status",
            "traceId",
            "count"
        })
public record AuditEventView(
        @Schema(minimum = "1", description = "Its number. They ascend, with gaps.")
        long id,

        @Schema(description = "When; of several that are counted here, when the first was.")
        Instant at,

        @Schema(
                description = "Who: `key:` and the API key's id, `oidc:` and the token's subject, `system`, "
                        + "or `anonymous`.",
                examples = "key:0Gq3Vd9sKx2Z")
        String caller,

        @Schema(description = "The name of the key or the person.")
        String callerName,

        @Schema(
                description =
                        "The address that the request came from, or the /64 of several; `*`: of any; `::` where the "
                                + "service did something by itself.",
                examples = "203.0.113.7")
        String address,

        @Schema(
                description = "The request's method; `*`: any; `ANNOUNCE` where the service told that an API key ends.",
                examples = "POST")
        String method,

        @Schema(
                description = "The request's path without its query, cut if it is long; `*`: any.",
                examples = "/v1/releases")
        String path,

        @Schema(minimum = "100", maximum = "599", description = "The status that was answered.")
        int status,

        @Schema(description = "The kind of problem, if it was refused.", examples = "forbidden")
        String problem,

        @Schema(description = "What was said with the refusal; of a key that was made, what it was granted.")
        String detail,

        @Schema(
                pattern = "^[0-9a-f]{32}$",
                description = "The request's trace id, also in the service's log and in problems.")
        String traceId,

        @Schema(
                minimum = "1",
                description =
                        "How many requests this stands for. Refusals that are alike are counted in one event when "
                                + "there are many.")
        int count,

        @Schema(description = "When the last of several was.")
        Instant until) {

    static final String COLUMNS =
            "id, at, caller, caller_name, address, method, path, status, problem, detail, trace_id, count, until";

    static AuditEventView of(ResultSet row) throws SQLException {
        var until = row.getTimestamp("until");
        return new AuditEventView(
                row.getLong("id"),
                row.getTimestamp("at").toInstant(),
                row.getString("caller"),
                row.getString("caller_name"),
                row.getString("address"),
                row.getString("method"),
                row.getString("path"),
                row.getInt("status"),
                row.getString("problem"),
                row.getString("detail"),
                row.getString("trace_id"),
                row.getInt("count"),
                until == null ? null : until.toInstant());
    }
}
