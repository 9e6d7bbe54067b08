package org.cliniccontent.document;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.cliniccontent.content.Link;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What of a source is covered by what. */
@Schema(
        name = "Coverage",
        description = "What of a source is covered by the passages of which entities.",
        requiredProperties = {"document", "release", "sentences", "covered", "sectionOnly", "uncovered"})
public record Coverage(
        @Schema(description = "The document.") Link document,

        @Schema(minimum = "1", description = "The release that is described.")
        long release,

        @Schema(minimum = "0", description = "How many sentences lie wholly in passages of entities.")
        int covered,

        @Schema(minimum = "0", description = "How many are left to their section, with a reason.")
        int sectionOnly,

        @Schema(minimum = "0", description = "How many are neither.")
        int uncovered,

        @Schema(description = "The sentences, in order.") List<CoveredSentence> sentences) {

    /** A sentence with what covers it. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(
            name = "CoveredSentence",
            description = "A sentence of the source, or a label of a list, with what covers it.",
            requiredProperties = {"start", "end", "text", "state", "coveredBy"})
    public record CoveredSentence(
            @Schema(minimum = "0", description = "Its first character: an offset in Unicode code points.")
            int start,

            @Schema(minimum = "1", description = "The offset after its last character, in Unicode code points.")
            int end,

            @Schema(description = "The sentence, verbatim.") String text,

            @Schema(description = "The slug of the section that it lies in.", ref = "Slug")
            String section,

            State state,

            @Schema(description = "Why it is left to its section.")
            String reason,

            @Schema(description = "The entities with a passage that has a part of it.")
            List<Link> coveredBy) {}

    /** Whether a sentence is covered. */
    @Schema(
            name = "CoverageState",
            description = "COVERED: every letter and digit lies in a passage of an entity. "
                    + "SECTION_ONLY: it is left to its section, with a reason. UNCOVERED: neither.")
    public enum State {
        COVERED,
        SECTION_ONLY,
        UNCOVERED
    }
}
