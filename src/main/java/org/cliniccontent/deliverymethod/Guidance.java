package org.cliniccontent.deliverymethod;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Imaging that guides a method. */
@Schema(name = "Guidance", description = "Imaging that may guide the method.")
public enum Guidance {
    ULTRASOUND,
    FLUOROSCOPY
}
