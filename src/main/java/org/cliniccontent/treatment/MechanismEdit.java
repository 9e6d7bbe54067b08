package org.cliniccontent.treatment;

import org.cliniccontent.workingcopy.PassageEdit;
import org.cliniccontent.workingcopy.WorkingCopyLookup;

/** As an editor gives it. */
public record MechanismEdit(String name, String description, PassageEdit passage) {

    StoredMechanism stored(WorkingCopyLookup directory) {
        return new StoredMechanism(name, description, passage.stored(directory));
    }

    static MechanismEdit of(StoredMechanism stored, WorkingCopyLookup directory) {
        return new MechanismEdit(stored.name(), stored.description(), PassageEdit.of(stored.passage(), directory));
    }
}
