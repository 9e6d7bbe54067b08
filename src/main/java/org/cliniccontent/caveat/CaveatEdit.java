package org.cliniccontent.caveat;

import java.util.List;
import org.cliniccontent.content.Review;
import org.cliniccontent.reference.Reference;
import org.cliniccontent.workingcopy.Edits;
import org.cliniccontent.workingcopy.PassageEdit;
import org.cliniccontent.workingcopy.WorkingCopyLookup;

/** What comes in: the whole new state. What is left out is empty, not unchanged. */
public record CaveatEdit(
        String title,
        String summary,
        String statement,
        CaveatKind kind,
        Severity severity,
        List<String> references,
        Review review,
        List<PassageEdit> passages) {

    public CaveatEdit {
        references = Edits.orEmpty(references);
        passages = Edits.orEmpty(passages);
    }

    static CaveatEdit of(Caveat entity, WorkingCopyLookup directory) {
        return new CaveatEdit(
                entity.title,
                entity.summary,
                entity.statement,
                entity.kind,
                entity.severity,
                Edits.slugs(entity.references),
                entity.enteredReview(),
                PassageEdit.of(entity.passages, directory));
    }

    void applyTo(Caveat entity, WorkingCopyLookup directory) {
        entity.title = title;
        entity.summary = summary;
        entity.statement = statement;
        entity.kind = kind;
        entity.severity = severity;
        entity.references = directory.findAll(Reference.class, references);
        entity.review(review);
        entity.passages = PassageEdit.stored(passages, directory);
    }
}
