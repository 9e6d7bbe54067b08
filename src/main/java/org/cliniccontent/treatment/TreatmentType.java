package org.cliniccontent.treatment;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.cliniccontent.content.Facet;
import org.cliniccontent.content.Relation;
import org.cliniccontent.content.TypeDescription;
import org.cliniccontent.http.problem.Fault;
import org.cliniccontent.workingcopy.Editable;
import org.cliniccontent.workingcopy.WorkingCopyLookup;

/** What the type offers: see {@link Editable}. */
@Singleton
public class TreatmentType implements Editable<Treatment, TreatmentEdit> {

    static final String NAME = "treatment";

    private static final TypeDescription DESCRIPTION = new TypeDescription(
            NAME,
            "treatments",
            "name",
            TreatmentView.class,
            List.of(
                    new Relation("conditions", "condition", "condition", "treatments"),
                    new Relation("mscSources", "mscSource", "mscSource", "treatments"),
                    new Relation("deliveryMethods", "deliveryMethod", "deliveryMethod", "treatments"),
                    Relation.caveats(),
                    Relation.references(),
                    Relation.passages()),
            List.of(
                    Facet.of("category", TreatmentCategory.class),
                    Facet.of("evidenceStage", EvidenceStage.class),
                    Facet.ofCodes()));

    @Override
    public TypeDescription description() {
        return DESCRIPTION;
    }

    @Override
    public List<TreatmentView> render(Collection<UUID> ids) {
        return Treatment.<Treatment>list("id in ?1", ids).stream()
                .map(TreatmentView::of)
                .toList();
    }

    @Override
    public List<Fault> check(JsonNode body) {
        boolean needsCaveat = body.path("evidenceStage").asText().equals(EvidenceStage.INVESTIGATIONAL.name())
                || body.path("category").asText().equals(TreatmentCategory.SURGICAL.name());
        return needsCaveat && body.path("caveats").isEmpty()
                ? List.of(Fault.at(
                        "/caveats", "must have at least one caveat: the treatment is investigational or surgical"))
                : List.of();
    }

    @Override
    public Class<Treatment> entity() {
        return Treatment.class;
    }

    @Override
    public Class<TreatmentEdit> edit() {
        return TreatmentEdit.class;
    }

    @Override
    public Treatment create() {
        return new Treatment();
    }

    @Override
    public void apply(TreatmentEdit edit, Treatment entity, WorkingCopyLookup directory) {
        edit.applyTo(entity, directory);
    }

    @Override
    public TreatmentEdit editOf(Treatment entity, WorkingCopyLookup directory) {
        return TreatmentEdit.of(entity, directory);
    }
}
