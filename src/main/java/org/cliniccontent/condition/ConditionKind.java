package org.cliniccontent.condition;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The sort of a condition. */
@Schema(name = "ConditionKind", description = "The sort of condition.")
public enum ConditionKind {
    INJURY,
    DISEASE,
    DEGENERATION,
    DEVELOPMENTAL,
    AGEING,
    DAMAGE
}
