package org.cliniccontent.deliverymethod;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What a method does. */
@Schema(name = "DeliveryKind", description = "INJECTION: it delivers the treatment. ADJUNCT: it goes with it.")
public enum DeliveryKind {
    INJECTION,
    ADJUNCT
}
