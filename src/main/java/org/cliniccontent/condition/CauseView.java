package org.cliniccontent.condition;

import java.util.List;
import org.cliniccontent.content.Link;
import org.cliniccontent.workingcopy.Edits;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A cause as it goes out. */
@Schema(
        name = "Cause",
        description = "What causes a condition, and how.",
        requiredProperties = {"condition", "how"})
public record CauseView(
        @Schema(description = "The condition that is the cause.")
        Link condition,

        @Schema(maxLength = 4_000, description = "How it causes the condition, as the source tells it.")
        String how) {

    static List<CauseView> of(List<Cause> causes) {
        return Edits.map(causes, each -> new CauseView(Link.to(ConditionType.NAME, each.condition.id), each.how));
    }
}
