package org.cliniccontent.caveat;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.UUID;
import org.cliniccontent.content.Link;
import org.cliniccontent.content.Passage;
import org.cliniccontent.content.Review;
import org.cliniccontent.workingcopy.Edits;
import org.cliniccontent.workingcopy.StoredPassage;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What goes out. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "Caveat", description = "A caveat: what must be known with everything that it applies to.")
public record CaveatView(
        UUID id,
        String type,
        String slug,
        @Schema(description = "Its title.", maxLength = 300) String title,
        String summary,

        @Schema(description = "The caveat in full, in plain words.", maxLength = 4000)
        String statement,

        @Schema(description = "What it is about.") CaveatKind kind,
        @Schema(description = "How much it matters.") Severity severity,

        @Schema(description = "The publications that support it.")
        List<Link> references,

        Review review,
        List<Passage> passages) {

    static CaveatView of(Caveat from) {
        return new CaveatView(
                from.id,
                CaveatType.NAME,
                from.slug,
                from.title,
                from.summary,
                from.statement,
                from.kind,
                from.severity,
                Edits.map(from.references, each -> Link.to("reference", each.id)),
                from.review(),
                StoredPassage.views(from.passages));
    }
}
