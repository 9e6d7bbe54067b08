package org.cliniccontent.condition;

import java.util.ArrayList;
import java.util.List;
import org.cliniccontent.caveat.Caveat;
import org.cliniccontent.content.Code;
import org.cliniccontent.content.Review;
import org.cliniccontent.reference.Reference;
import org.cliniccontent.workingcopy.Edits;
import org.cliniccontent.workingcopy.PassageEdit;
import org.cliniccontent.workingcopy.WorkingCopyLookup;

/** What comes in: the whole new state. What is left out is empty, not unchanged. */
public record ConditionEdit(
        String name,
        String summary,
        ConditionKind kind,
        List<String> aliases,
        List<String> symptoms,
        List<String> affectedJoints,
        List<Code> codes,
        List<CauseEdit> causedBy,
        List<String> caveats,
        List<String> references,
        Review review,
        List<PassageEdit> passages) {

    public ConditionEdit {
        aliases = Edits.orEmpty(aliases);
        symptoms = Edits.orEmpty(symptoms);
        affectedJoints = Edits.orEmpty(affectedJoints);
        codes = Edits.orEmpty(codes);
        causedBy = Edits.orEmpty(causedBy);
        caveats = Edits.orEmpty(caveats);
        references = Edits.orEmpty(references);
        passages = Edits.orEmpty(passages);
    }

    static ConditionEdit of(Condition entity, WorkingCopyLookup directory) {
        return new ConditionEdit(
                entity.name,
                entity.summary,
                entity.kind,
                entity.aliases,
                entity.symptoms,
                entity.affectedJoints,
                entity.codes,
                Edits.map(entity.causedBy, CauseEdit::of),
                Edits.slugs(entity.caveats),
                Edits.slugs(entity.references),
                entity.enteredReview(),
                PassageEdit.of(entity.passages, directory));
    }

    void applyTo(Condition entity, WorkingCopyLookup directory) {
        entity.name = name;
        entity.summary = summary;
        entity.kind = kind;
        entity.aliases = new ArrayList<>(aliases);
        entity.symptoms = new ArrayList<>(symptoms);
        entity.affectedJoints = new ArrayList<>(affectedJoints);
        entity.codes = new ArrayList<>(codes);
        entity.causedBy = Edits.map(causedBy, each -> each.stored(directory));
        entity.caveats = directory.findAll(Caveat.class, caveats);
        entity.references = directory.findAll(Reference.class, references);
        entity.review(review);
        entity.passages = PassageEdit.stored(passages, directory);
    }
}
