package org.cliniccontent.content;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Where in a source document a statement comes from (W3C Web Annotation: TextPosition and TextQuote selectors). */
@Schema(
        name = "Passage",
        description = "Where in a source a statement comes from: the two selectors of the W3C Web Annotation model, "
                + "TextPosition and TextQuote.",
        requiredProperties = {"document", "start", "end", "quote"})
public record Passage(
        Link document,

        @Schema(minimum = "0", description = "The first character: an offset in Unicode code points into the source.")
        int start,

        @Schema(minimum = "1", description = "The offset after the last character, in Unicode code points.")
        int end,

        @Schema(description = "Exactly the source's text between the two offsets.", maxLength = 10_000)
        String quote) {}
