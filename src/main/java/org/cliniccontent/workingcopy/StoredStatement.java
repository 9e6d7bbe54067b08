package org.cliniccontent.workingcopy;

import jakarta.persistence.Embeddable;
import jakarta.persistence.Embedded;
import java.util.List;
import org.cliniccontent.content.Statement;

/** A statement in a working copy. */
@Embeddable
public record StoredStatement(String text, @Embedded StoredPassage passage) {

    public static List<Statement> views(List<StoredStatement> statements) {
        return statements.stream()
                .map(each -> new Statement(each.text, each.passage.view()))
                .toList();
    }
}
