package org.cliniccontent.workingcopy;

import java.util.List;

/** A statement as an editor gives it. */
public record StatementEdit(String text, PassageEdit passage) {

    public static List<StoredStatement> stored(List<StatementEdit> statements, WorkingCopyLookup directory) {
        return Edits.map(statements, each -> new StoredStatement(each.text, each.passage.stored(directory)));
    }

    public static List<StatementEdit> of(List<StoredStatement> statements, WorkingCopyLookup directory) {
        return Edits.map(statements, each -> new StatementEdit(each.text(), PassageEdit.of(each.passage(), directory)));
    }
}
