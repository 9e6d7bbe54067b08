package org.cliniccontent.content;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A statement with its evidence. */
@Schema(
        name = "Statement",
        description = "A statement in the editors' plain words, with the passage that it is made from.",
        requiredProperties = {"text", "passage"})
public record Statement(
        @Schema(description = "The statement; it claims no more than its passage.", maxLength = 4_000)
        String text,

        Passage passage) {}
