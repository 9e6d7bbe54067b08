package org.cliniccontent.document;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.UUID;
import org.cliniccontent.content.Review;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What goes out. The source itself is served apart. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "Document", description = "A source document. Its verbatim text is served apart, under `/source`.")
public record DocumentView(
        UUID id,
        String type,
        String slug,
        @Schema(maxLength = 300, description = "Its title.") String title,
        String summary,

        @Schema(maxLength = 35, description = "The language of the source (BCP 47).", examples = "en")
        String locale,

        @Schema(description = "The SHA-256 of the source's UTF-8 bytes.", ref = "Sha256")
        String sourceSha256,

        @Schema(maxLength = 4_000, description = "The source's own words on when it was reviewed.")
        String reviewStatement,

        @Schema(description = "What a reader has to know of the source.")
        List<Notice> notices,

        @Schema(description = "The parts of the source, in order.")
        List<Section> sections,

        @Schema(description = "The parts of the source that no entity states, each with the reason.")
        List<SectionOnly> sectionOnly,

        Review review) {

    static DocumentView of(Document from) {
        return new DocumentView(
                from.id,
                DocumentType.NAME,
                from.slug,
                from.title,
                from.summary,
                from.locale,
                from.sourceSha256,
                from.reviewStatement,
                from.notices,
                from.sections,
                from.sectionOnly,
                from.review());
    }
}
