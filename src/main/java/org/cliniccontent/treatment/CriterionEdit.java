package org.cliniccontent.treatment;

import org.cliniccontent.workingcopy.PassageEdit;
import org.cliniccontent.workingcopy.WorkingCopyLookup;

/** As an editor gives it. */
public record CriterionEdit(String criterion, String description, PassageEdit passage) {

    StoredCriterion stored(WorkingCopyLookup directory) {
        return new StoredCriterion(criterion, description, passage.stored(directory));
    }

    static CriterionEdit of(StoredCriterion stored, WorkingCopyLookup directory) {
        return new CriterionEdit(stored.criterion(), stored.description(), PassageEdit.of(stored.passage(), directory));
    }
}
