package org.cliniccontent.caveat;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** How much a caveat matters. */
@Schema(name = "Severity", description = "From the least to the most: a CRITICAL caveat must not be missed.")
public enum Severity {
    INFORMATION,
    IMPORTANT,
    CRITICAL
}
