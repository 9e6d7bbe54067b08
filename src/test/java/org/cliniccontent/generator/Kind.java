package org.cliniccontent.generator;

import org.cliniccontent.caveat.CaveatType;
import org.cliniccontent.condition.ConditionType;
import org.cliniccontent.content.ContentType;
import org.cliniccontent.deliverymethod.DeliveryMethodType;
import org.cliniccontent.document.DocumentType;
import org.cliniccontent.mscsource.MscSourceType;
import org.cliniccontent.reference.ReferenceType;
import org.cliniccontent.treatment.TreatmentType;

/** The content types, each after its link targets, with the number of its entities in a family. */
public enum Kind {
    DOCUMENT(new DocumentType(), 1),
    REFERENCE(new ReferenceType(), 5),
    CAVEAT(new CaveatType(), 8),
    CONDITION(new ConditionType(), 12),
    MSC_SOURCE(new MscSourceType(), 6),
    DELIVERY_METHOD(new DeliveryMethodType(), 4),
    TREATMENT(new TreatmentType(), 14);

    /** The number of entities in a complete family. */
    static final int FAMILY = 50;

    private final ContentType type;
    private final int perFamily;

    Kind(ContentType type, int perFamily) {
        this.type = type;
        this.perFamily = perFamily;
    }

    public ContentType type() {
        return type;
    }

    String typeName() {
        return type.description().name();
    }

    int perFamily() {
        return perFamily;
    }

    /** Returns the place of its first entity in a family. */
    int firstPlace() {
        int place = 0;
        for (Kind before : values()) {
            if (before == this) {
                break;
            }
            place += before.perFamily;
        }
        return place;
    }
}
