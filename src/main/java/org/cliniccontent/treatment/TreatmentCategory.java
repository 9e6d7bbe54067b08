package org.cliniccontent.treatment;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The sort of a treatment. */
@Schema(name = "TreatmentCategory", description = "The sort of treatment.")
public enum TreatmentCategory {
    CONSERVATIVE,
    PHARMACOLOGICAL,
    INJECTION,
    SURGICAL,
    REGENERATIVE
}
