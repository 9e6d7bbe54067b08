package org.cliniccontent.treatment;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.UUID;
import org.cliniccontent.content.Code;
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
@Schema(name = "Treatment", description = "A treatment, established or investigational.")
public record TreatmentView(
        UUID id,
        String type,
        String slug,
        @Schema(description = "Its name.", maxLength = 200) String name,
        String summary,

        @Schema(description = "What sort of treatment it is.")
        TreatmentCategory category,

        @Schema(description = "How far its evidence has come.")
        EvidenceStage evidenceStage,

        @Schema(description = "Other names and abbreviations.")
        List<String> aliases,

        @Schema(description = "What it aims at.") List<Statement> aims,
        @Schema(description = "How it is thought to work.") List<Mechanism> mechanisms,
        @Schema(description = "Who it is explored for.") List<Criterion> candidacy,
        @Schema(description = "What is being investigated.") List<Statement> researchDirections,

        @Schema(description = "Terminology codes that the editors have assigned.")
        List<Code> codes,

        @Schema(description = "The conditions it is for.") List<Link> conditions,
        @Schema(description = "Where its cells come from.") List<Link> mscSources,
        @Schema(description = "How it is delivered.") List<Link> deliveryMethods,

        @Schema(description = "What must be read with it. Always given in full.")
        List<Link> caveats,

        @Schema(description = "The publications that support it.")
        List<Link> references,

        Review review,
        List<Passage> passages) {

    static TreatmentView of(Treatment from) {
        return new TreatmentView(
                from.id,
                TreatmentType.NAME,
                from.slug,
                from.name,
                from.summary,
                from.category,
                from.evidenceStage,
                from.aliases,
                StoredStatement.views(from.aims),
                Edits.map(from.mechanisms, StoredMechanism::view),
                Edits.map(from.candidacy, StoredCriterion::view),
                StoredStatement.views(from.researchDirections),
                from.codes,
                Edits.map(from.conditions, each -> Link.to("condition", each.id)),
                Edits.map(from.mscSources, each -> Link.to("mscSource", each.id)),
                Edits.map(from.deliveryMethods, each -> Link.to("deliveryMethod", each.id)),
                Edits.map(from.caveats, each -> Link.to("caveat", each.id)),
                Edits.map(from.references, each -> Link.to("reference", each.id)),
                from.review(),
                StoredPassage.views(from.passages));
    }
}
