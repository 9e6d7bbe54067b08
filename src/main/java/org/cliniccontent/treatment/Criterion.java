package org.cliniccontent.treatment;

import org.cliniccontent.content.Passage;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Someone whom a treatment is explored for. */
@Schema(
        name = "Criterion",
        description = "Someone whom a treatment is explored for.",
        requiredProperties = {"criterion", "description", "passage"})
public record Criterion(
        @Schema(maxLength = 200, description = "What a patient has or wishes.")
        String criterion,

        @Schema(maxLength = 4_000, description = "What the source says of it.")
        String description,

        Passage passage) {}
