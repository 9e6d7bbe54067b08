package org.cliniccontent.reference;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.persistence.Embeddable;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** An author, as CSL-JSON names one. */
@Embeddable
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "Author", description = "An author, as CSL-JSON names one.", requiredProperties = "family")
public record Author(
        @Schema(maxLength = 200, description = "Family name.")
        String family,

        @Schema(maxLength = 200, description = "Given names or initials.")
        String given) {}
