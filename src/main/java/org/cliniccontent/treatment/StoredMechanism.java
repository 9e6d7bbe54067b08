package org.cliniccontent.treatment;

import jakarta.persistence.Embeddable;
import jakarta.persistence.Embedded;
import org.cliniccontent.workingcopy.StoredPassage;

/** As a working copy keeps it. */
@Embeddable
public record StoredMechanism(
        String name, String description, @Embedded StoredPassage passage) {

    Mechanism view() {
        return new Mechanism(name, description, passage.view());
    }
}
