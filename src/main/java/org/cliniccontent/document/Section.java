package org.cliniccontent.document;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A part of a source. A document's sections follow one another and leave nothing out. */
@Embeddable
@Schema(
        name = "Section",
        description = "A part of the source. A document's sections follow one another and leave nothing out.",
        requiredProperties = {"slug", "heading", "headingOrigin", "kind", "start", "end"})
public record Section(
        @Schema(ref = "Slug") String slug,

        @Schema(maxLength = 300, description = "Its heading.")
        String heading,

        @Enumerated(EnumType.STRING) HeadingOrigin headingOrigin,

        @Enumerated(EnumType.STRING) SectionKind kind,

        @Column(name = "start_offset")
        @Schema(minimum = "0", description = "Its first character: an offset in Unicode code points into the source.")
        int start,

        @Column(name = "end_offset")
        @Schema(minimum = "1", description = "The offset after its last character, in Unicode code points.")
        int end) {

    /** Who wrote a heading. */
    @Schema(
            name = "HeadingOrigin",
            description = "SOURCE: the heading stands in the source. EDITORIAL: the editors wrote it.")
    public enum HeadingOrigin {
        SOURCE,
        EDITORIAL
    }

    /** What a section is about. */
    @Schema(name = "SectionKind", description = "What the section is about.")
    public enum SectionKind {
        SUMMARY,
        REVIEW,
        BACKGROUND,
        CAUSES,
        MECHANISMS,
        PROCEDURE,
        SOURCES,
        DELIVERY,
        SUITABILITY,
        EXPECTATIONS,
        CONSULTATION,
        RESEARCH
    }
}
