package org.cliniccontent.deliverymethod;

import java.util.ArrayList;
import java.util.List;
import org.cliniccontent.caveat.Caveat;
import org.cliniccontent.content.Review;
import org.cliniccontent.reference.Reference;
import org.cliniccontent.workingcopy.Edits;
import org.cliniccontent.workingcopy.PassageEdit;
import org.cliniccontent.workingcopy.WorkingCopyLookup;

/** What comes in: the whole new state. What is left out is empty, not unchanged. */
public record DeliveryMethodEdit(
        String name,
        String summary,
        DeliveryKind kind,
        String description,
        List<String> targetSites,
        List<Guidance> guidance,
        String purpose,
        List<String> caveats,
        List<String> references,
        Review review,
        List<PassageEdit> passages) {

    public DeliveryMethodEdit {
        targetSites = Edits.orEmpty(targetSites);
        guidance = Edits.orEmpty(guidance);
        caveats = Edits.orEmpty(caveats);
        references = Edits.orEmpty(references);
        passages = Edits.orEmpty(passages);
    }

    static DeliveryMethodEdit of(DeliveryMethod entity, WorkingCopyLookup directory) {
        return new DeliveryMethodEdit(
                entity.name,
                entity.summary,
                entity.kind,
                entity.description,
                entity.targetSites,
                entity.guidance,
                entity.purpose,
                Edits.slugs(entity.caveats),
                Edits.slugs(entity.references),
                entity.enteredReview(),
                PassageEdit.of(entity.passages, directory));
    }

    void applyTo(DeliveryMethod entity, WorkingCopyLookup directory) {
        entity.name = name;
        entity.summary = summary;
        entity.kind = kind;
        entity.description = description;
        entity.targetSites = new ArrayList<>(targetSites);
        entity.guidance = new ArrayList<>(guidance);
        entity.purpose = purpose;
        entity.caveats = directory.findAll(Caveat.class, caveats);
        entity.references = directory.findAll(Reference.class, references);
        entity.review(review);
        entity.passages = PassageEdit.stored(passages, directory);
    }
}
