package org.cliniccontent.reference;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.UUID;
import org.cliniccontent.content.Passage;
import org.cliniccontent.content.Review;
import org.cliniccontent.workingcopy.StoredPassage;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What goes out. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "Reference", description = "A publication, with the fields of CSL-JSON.")
public record ReferenceView(
        UUID id,
        String type,
        String slug,

        @Schema(description = "The title of the publication.", maxLength = 300)
        String title,

        String summary,

        @Schema(
                description = "The kind of publication: a type of CSL 1.0.2.",
                maxLength = 50,
                examples = "article-journal")
        String cslType,

        @Schema(description = "Its authors, in order.") List<Author> author,

        @Schema(description = "The journal or book that it stands in.", maxLength = 300)
        String containerTitle,

        @Schema(
                description = "When it was published, as precise as it is known: `2006`, `2017-09` or `2017-12-18`.",
                maxLength = 10)
        String issued,

        @Schema(description = "Volume.", maxLength = 50) String volume,
        @Schema(description = "Issue.", maxLength = 50) String issue,

        @Schema(description = "Page or pages.", maxLength = 50)
        String page,

        @Schema(
                description = "Digital Object Identifier, without a resolver.",
                maxLength = 200,
                examples = "10.1002/jcb.20886")
        String doi,

        @Schema(description = "PubMed identifier.", maxLength = 9, examples = "16619257")
        String pmid,

        @Schema(description = "Where it can be read.", maxLength = 2000, format = "uri")
        String url,

        @Schema(description = "Who cites it.") Origin origin,

        @Schema(description = "The key under which editors cite it.", maxLength = 100)
        String citationKey,

        Review review,
        List<Passage> passages) {

    static ReferenceView of(Reference from) {
        return new ReferenceView(
                from.id,
                ReferenceType.NAME,
                from.slug,
                from.title,
                from.summary,
                from.cslType,
                from.author,
                from.containerTitle,
                from.issued,
                from.volume,
                from.issue,
                from.page,
                from.doi,
                from.pmid,
                from.url,
                from.origin,
                from.citationKey,
                from.review(),
                StoredPassage.views(from.passages));
    }
}
