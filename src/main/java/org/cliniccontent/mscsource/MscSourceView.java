package org.cliniccontent.mscsource;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.UUID;
import org.cliniccontent.content.Link;
import org.cliniccontent.content.Passage;
import org.cliniccontent.content.Review;
import org.cliniccontent.content.Statement;
import org.cliniccontent.workingcopy.Edits;
import org.cliniccontent.workingcopy.StoredPassage;
import org.cliniccontent.workingcopy.StoredStatement;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What goes out. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "MscSource", description = "A tissue that mesenchymal stem cells (MSCs) are obtained from.")
public record MscSourceView(
        UUID id,
        String type,
        String slug,
        @Schema(description = "Its name.", maxLength = 200) String name,
        String summary,

        @Schema(description = "The tissue.", maxLength = 200)
        String tissue,

        @Schema(description = "Whose tissue it is.") DonorType donorType,

        @Schema(description = "Abbreviations for the source or its product.")
        List<String> abbreviations,

        @Schema(description = "How the cells are obtained.", maxLength = 4000)
        String procurement,

        @Schema(description = "What speaks for it.") List<Statement> advantages,
        @Schema(description = "What has to be considered.") List<Statement> considerations,

        @Schema(description = "What must be read with it. Always given in full.")
        List<Link> caveats,

        @Schema(description = "The publications that support it.")
        List<Link> references,

        Review review,
        List<Passage> passages) {

    static MscSourceView of(MscSource from) {
        return new MscSourceView(
                from.id,
                MscSourceType.NAME,
                from.slug,
                from.name,
                from.summary,
                from.tissue,
                from.donorType,
                from.abbreviations,
                from.procurement,
                StoredStatement.views(from.advantages),
                StoredStatement.views(from.considerations),
                Edits.map(from.caveats, each -> Link.to("caveat", each.id)),
                Edits.map(from.references, each -> Link.to("reference", each.id)),
                from.review(),
                StoredPassage.views(from.passages));
    }
}
