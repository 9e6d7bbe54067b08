package org.cliniccontent.condition;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.UUID;
import org.cliniccontent.content.Code;
import org.cliniccontent.content.Link;
import org.cliniccontent.content.Passage;
import org.cliniccontent.content.Review;
import org.cliniccontent.workingcopy.Edits;
import org.cliniccontent.workingcopy.StoredPassage;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What goes out. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "Condition", description = "A condition: what affects a patient's cartilage, or is the cause of it.")
public record ConditionView(
        UUID id,
        String type,
        String slug,
        @Schema(description = "Its name.", maxLength = 200) String name,
        String summary,

        @Schema(description = "What sort of condition it is.")
        ConditionKind kind,

        @Schema(description = "Other names and abbreviations.")
        List<String> aliases,

        @Schema(description = "What the source names as its symptoms.")
        List<String> symptoms,

        @Schema(description = "The joints that the source names for it.")
        List<String> affectedJoints,

        @Schema(description = "Terminology codes that the editors have assigned.")
        List<Code> codes,

        @Schema(description = "What the source names as its causes.")
        List<CauseView> causedBy,

        @Schema(description = "What must be read with it. Always given in full.")
        List<Link> caveats,

        @Schema(description = "The publications that support it.")
        List<Link> references,

        Review review,
        List<Passage> passages) {

    static ConditionView of(Condition from) {
        return new ConditionView(
                from.id,
                ConditionType.NAME,
                from.slug,
                from.name,
                from.summary,
                from.kind,
                from.aliases,
                from.symptoms,
                from.affectedJoints,
                from.codes,
                CauseView.of(from.causedBy),
                Edits.map(from.caveats, each -> Link.to("caveat", each.id)),
                Edits.map(from.references, each -> Link.to("reference", each.id)),
                from.review(),
                StoredPassage.views(from.passages));
    }
}
