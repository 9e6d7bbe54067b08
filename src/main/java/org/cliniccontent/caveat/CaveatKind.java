package org.cliniccontent.caveat;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What a caveat is about. */
@Schema(
        name = "CaveatKind",
        description =
                "EXPECTATION: what outcome to expect. EVIDENCE: what is not yet known. REGULATORY: under which rules it is offered. SAFETY: risks. SUITABILITY: for whom it is.")
public enum CaveatKind {
    EXPECTATION,
    EVIDENCE,
    REGULATORY,
    SAFETY,
    SUITABILITY
}
