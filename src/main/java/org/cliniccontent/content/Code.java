package org.cliniccontent.content;

import jakarta.persistence.Embeddable;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A concept of a terminology that an editor has assigned. */
@Embeddable
@Schema(
        name = "Code",
        description = "A concept of a terminology (ICD-10, MeSH, SNOMED CT) that an editor has assigned.",
        requiredProperties = {"system", "code", "display", "match"})
public record Code(
        @Schema(
                format = "uri",
                maxLength = 200,
                description = "The terminology's canonical URI.",
                examples = "http://id.nlm.nih.gov/mesh")
        String system,

        @Schema(maxLength = 100, description = "The code within the terminology.", examples = "D010003")
        String code,

        @Schema(maxLength = 200, description = "The terminology's own name for it.", examples = "Osteoarthritis")
        String display,

        @Enumerated(EnumType.STRING) @Schema(description = "How the code's concept relates to this entity.")
        Match match) {

    /** How the code's concept relates to the entity. */
    @Schema(
            name = "CodeMatch",
            description = "EXACT: the same concept. BROADER: the code covers more than the entity. "
                    + "NARROWER: the code covers less.")
    public enum Match {
        EXACT,
        BROADER,
        NARROWER
    }
}
