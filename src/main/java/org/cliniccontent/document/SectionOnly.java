package org.cliniccontent.document;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A part of the source that no entity states, and why. */
@Embeddable
@Schema(
        name = "SectionOnly",
        description = "A part of the source that no entity states, and why.",
        requiredProperties = {"start", "end", "quote", "reason"})
public record SectionOnly(
        @Column(name = "start_offset")
        @Schema(minimum = "0", description = "Its first character: an offset in Unicode code points into the source.")
        int start,

        @Column(name = "end_offset")
        @Schema(minimum = "1", description = "The offset after its last character, in Unicode code points.")
        int end,

        @Schema(maxLength = 10_000, description = "Exactly the source's text between the two offsets.")
        String quote,

        @Schema(maxLength = 4_000, description = "Why no entity states it.")
        String reason) {}
