package org.cliniccontent.treatment;

import jakarta.persistence.Embeddable;
import jakarta.persistence.Embedded;
import org.cliniccontent.workingcopy.StoredPassage;

/** As a working copy keeps it. */
@Embeddable
public record StoredCriterion(
        String criterion, String description, @Embedded StoredPassage passage) {

    Criterion view() {
        return new Criterion(criterion, description, passage.view());
    }
}
