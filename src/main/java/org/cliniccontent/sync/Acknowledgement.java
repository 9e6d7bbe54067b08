package org.cliniccontent.sync;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The state of a partner's copy, as the partner reports it. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@Schema(
        name = "Acknowledgement",
        description = "The progress of a partner's copy, as the partner reported it.",
        requiredProperties = {"partner", "name", "release", "appliedAt", "acknowledgedAt"})
public record Acknowledgement(
        @Schema(
                description = "The partner's id: the same for all API keys of one owner.",
                examples = "key:0Gq3Vd9sKx2Z")
        String partner,

        @Schema(description = "Its name, for people to read.")
        String name,

        @Schema(minimum = "0", description = "The release that its copy is complete to.") @JsonInclude
        long release,

        @Schema(description = "The types in its copy, if not all.")
        List<String> types,

        @Schema(description = "The time at which it had applied that (RFC 3339, UTC).")
        Instant appliedAt,

        @Schema(description = "The time of the acknowledgement (RFC 3339, UTC).")
        Instant acknowledgedAt) {}
