package org.cliniccontent.document;

import jakarta.persistence.Embeddable;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What a reader has to know of a source. */
@Embeddable
@Schema(
        name = "Notice",
        description = "What a reader has to know of the source.",
        requiredProperties = {"code", "text"})
public record Notice(
        @Enumerated(EnumType.STRING) Code code,

        @Schema(maxLength = 4_000, description = "The notice in plain words.")
        String text) {

    /** What sort of notice it is. */
    @Schema(name = "NoticeCode", description = "What sort of notice it is.")
    public enum Code {
        SOURCE_LISTS_NO_REFERENCES,
        SOURCE_TRUNCATED,
        SOURCE_FORMATTING_LOST,
        SOURCE_INCONSISTENT
    }
}
