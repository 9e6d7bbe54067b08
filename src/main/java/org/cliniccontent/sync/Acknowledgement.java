package org.cliniccontent.sync;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The state of a partner's copy, as the partner reports it. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@Schema(
        name = "Acknowledgement",
        description = "How far a partner says that its copy has come.",
        requiredProperties = {"partner", "name", "release", "appliedAt", "acknowledgedAt"})
public record Acknowledgement(
        @Schema(description = "Who it is: the same for all API keys of one owner.", examples = "key:0Gq3Vd9sKx2Z")
        String partner,

        @Schema(description = "Its name, for people to read.")
        String name,

        @Schema(minimum = "0", description = "The release that its copy is complete to.") @JsonInclude
        long release,

        @Schema(description = "The types of which it keeps a copy, if not of all.")
        List<String> types,

        @Schema(description = "When it had applied that (RFC 3339, UTC).")
        Instant appliedAt,

        @Schema(description = "When it said so (RFC 3339, UTC).")
        Instant acknowledgedAt) {}
