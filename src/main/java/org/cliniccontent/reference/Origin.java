package org.cliniccontent.reference;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Who cites a publication. */
@Schema(name = "Origin", description = "SOURCE: the source document itself. EDITORIAL: the editors added it.")
public enum Origin {
    SOURCE,
    EDITORIAL
}
