package org.cliniccontent.mscsource;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Whose tissue it is. */
@Schema(name = "DonorType", description = "AUTOLOGOUS: the patient's own. ALLOGENEIC: a donor's.")
public enum DonorType {
    AUTOLOGOUS,
    ALLOGENEIC
}
