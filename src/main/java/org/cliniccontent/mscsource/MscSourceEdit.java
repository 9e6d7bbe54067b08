package org.cliniccontent.mscsource;

import java.util.ArrayList;
import java.util.List;
import org.cliniccontent.caveat.Caveat;
import org.cliniccontent.content.Review;
import org.cliniccontent.reference.Reference;
import org.cliniccontent.workingcopy.Edits;
import org.cliniccontent.workingcopy.PassageEdit;
import org.cliniccontent.workingcopy.StatementEdit;
import org.cliniccontent.workingcopy.WorkingCopyLookup;

/** What comes in: the whole new state. What is left out is empty, not unchanged. */
public record MscSourceEdit(
        String name,
        String summary,
        String tissue,
        DonorType donorType,
        List<String> abbreviations,
        String procurement,
        List<StatementEdit> advantages,
        List<StatementEdit> considerations,
        List<String> caveats,
        List<String> references,
        Review review,
        List<PassageEdit> passages) {

    public MscSourceEdit {
        abbreviations = Edits.orEmpty(abbreviations);
        advantages = Edits.orEmpty(advantages);
        considerations = Edits.orEmpty(considerations);
        caveats = Edits.orEmpty(caveats);
        references = Edits.orEmpty(references);
        passages = Edits.orEmpty(passages);
    }

    static MscSourceEdit of(MscSource entity, WorkingCopyLookup directory) {
        return new MscSourceEdit(
                entity.name,
                entity.summary,
                entity.tissue,
                entity.donorType,
                entity.abbreviations,
                entity.procurement,
                StatementEdit.of(entity.advantages, directory),
                StatementEdit.of(entity.considerations, directory),
                Edits.slugs(entity.caveats),
                Edits.slugs(entity.references),
                entity.enteredReview(),
                PassageEdit.of(entity.passages, directory));
    }

    void applyTo(MscSource entity, WorkingCopyLookup directory) {
        entity.name = name;
        entity.summary = summary;
        entity.tissue = tissue;
        entity.donorType = donorType;
        entity.abbreviations = new ArrayList<>(abbreviations);
        entity.procurement = procurement;
        entity.advantages = StatementEdit.stored(advantages, directory);
        entity.considerations = StatementEdit.stored(considerations, directory);
        entity.caveats = directory.findAll(Caveat.class, caveats);
        entity.references = directory.findAll(Reference.class, references);
        entity.review(review);
        entity.passages = PassageEdit.stored(passages, directory);
    }
}
