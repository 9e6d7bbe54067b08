package org.cliniccontent.treatment;

import org.cliniccontent.editing.Directory;
import org.cliniccontent.editing.PassageEdit;

/** As an editor gives it. */
public record CriterionEdit(String criterion, String description, PassageEdit passage) {

    StoredCriterion stored(Directory directory) {
        return new StoredCriterion(criterion, description, passage.stored(directory));
    }

    static CriterionEdit of(StoredCriterion stored, Directory directory) {
        return new CriterionEdit(stored.criterion(), stored.description(), PassageEdit.of(stored.passage(), directory));
    }
}
