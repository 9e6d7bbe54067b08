package org.cliniccontent.treatment;

import org.cliniccontent.content.Passage;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A way in which a treatment is thought to work. */
@Schema(
        name = "Mechanism",
        description = "A way in which a treatment is thought to work.",
        requiredProperties = {"name", "description", "passage"})
public record Mechanism(
        @Schema(maxLength = 200, description = "What it is called.")
        String name,

        @Schema(maxLength = 4_000, description = "What is thought to happen, with the hedges of the source.")
        String description,

        Passage passage) {}
