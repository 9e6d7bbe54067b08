package org.cliniccontent.treatment;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** How far the evidence has come. */
@Schema(
        name = "EvidenceStage",
        description =
                "ESTABLISHED: the source calls it a traditional treatment; this says nothing of how well it works. INVESTIGATIONAL: still being researched.")
public enum EvidenceStage {
    ESTABLISHED,
    INVESTIGATIONAL
}
