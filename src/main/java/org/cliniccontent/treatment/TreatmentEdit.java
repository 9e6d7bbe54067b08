package org.cliniccontent.treatment;

import java.util.ArrayList;
import java.util.List;
import org.cliniccontent.caveat.Caveat;
import org.cliniccontent.condition.Condition;
import org.cliniccontent.content.Code;
import org.cliniccontent.content.Review;
import org.cliniccontent.deliverymethod.DeliveryMethod;
import org.cliniccontent.mscsource.MscSource;
import org.cliniccontent.reference.Reference;
import org.cliniccontent.workingcopy.Edits;
import org.cliniccontent.workingcopy.PassageEdit;
import org.cliniccontent.workingcopy.StatementEdit;
import org.cliniccontent.workingcopy.WorkingCopyLookup;

/** What comes in: the whole new state. What is left out is empty, not unchanged. */
public record TreatmentEdit(
        String name,
        String summary,
        TreatmentCategory category,
        EvidenceStage evidenceStage,
        List<String> aliases,
        List<StatementEdit> aims,
        List<MechanismEdit> mechanisms,
        List<CriterionEdit> candidacy,
        List<StatementEdit> researchDirections,
        List<Code> codes,
        List<String> conditions,
        List<String> mscSources,
        List<String> deliveryMethods,
        List<String> caveats,
        List<String> references,
        Review review,
        List<PassageEdit> passages) {

    public TreatmentEdit {
        aliases = Edits.orEmpty(aliases);
        aims = Edits.orEmpty(aims);
        mechanisms = Edits.orEmpty(mechanisms);
        candidacy = Edits.orEmpty(candidacy);
        researchDirections = Edits.orEmpty(researchDirections);
        codes = Edits.orEmpty(codes);
        conditions = Edits.orEmpty(conditions);
        mscSources = Edits.orEmpty(mscSources);
        deliveryMethods = Edits.orEmpty(deliveryMethods);
        caveats = Edits.orEmpty(caveats);
        references = Edits.orEmpty(references);
        passages = Edits.orEmpty(passages);
    }

    static TreatmentEdit of(Treatment entity, WorkingCopyLookup directory) {
        return new TreatmentEdit(
                entity.name,
                entity.summary,
                entity.category,
                entity.evidenceStage,
                entity.aliases,
                StatementEdit.of(entity.aims, directory),
                Edits.map(entity.mechanisms, each -> MechanismEdit.of(each, directory)),
                Edits.map(entity.candidacy, each -> CriterionEdit.of(each, directory)),
                StatementEdit.of(entity.researchDirections, directory),
                entity.codes,
                Edits.slugs(entity.conditions),
                Edits.slugs(entity.mscSources),
                Edits.slugs(entity.deliveryMethods),
                Edits.slugs(entity.caveats),
                Edits.slugs(entity.references),
                entity.enteredReview(),
                PassageEdit.of(entity.passages, directory));
    }

    void applyTo(Treatment entity, WorkingCopyLookup directory) {
        entity.name = name;
        entity.summary = summary;
        entity.category = category;
        entity.evidenceStage = evidenceStage;
        entity.aliases = new ArrayList<>(aliases);
        entity.aims = StatementEdit.stored(aims, directory);
        entity.mechanisms = Edits.map(mechanisms, each -> each.stored(directory));
        entity.candidacy = Edits.map(candidacy, each -> each.stored(directory));
        entity.researchDirections = StatementEdit.stored(researchDirections, directory);
        entity.codes = new ArrayList<>(codes);
        entity.conditions = directory.findAll(Condition.class, conditions);
        entity.mscSources = directory.findAll(MscSource.class, mscSources);
        entity.deliveryMethods = directory.findAll(DeliveryMethod.class, deliveryMethods);
        entity.caveats = directory.findAll(Caveat.class, caveats);
        entity.references = directory.findAll(Reference.class, references);
        entity.review(review);
        entity.passages = PassageEdit.stored(passages, directory);
    }
}
