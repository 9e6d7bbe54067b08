package org.cliniccontent.treatment;

import org.cliniccontent.editing.Directory;
import org.cliniccontent.editing.PassageEdit;

/** As an editor gives it. */
public record MechanismEdit(String name, String description, PassageEdit passage) {

    StoredMechanism stored(Directory directory) {
        return new StoredMechanism(name, description, passage.stored(directory));
    }

    static MechanismEdit of(StoredMechanism stored, Directory directory) {
        return new MechanismEdit(stored.name(), stored.description(), PassageEdit.of(stored.passage(), directory));
    }
}
