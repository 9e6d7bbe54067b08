package org.cliniccontent.reference;

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
public class ReferenceType implements Editable<Reference, ReferenceEdit> {

    static final String NAME = "reference";

    private static final TypeDescription DESCRIPTION = new TypeDescription(
            NAME,
            "references",
            "title",
            ReferenceView.class,
            List.of(Relation.passages()),
            List.of(Facet.of("origin", Origin.class), Facet.ofTerms("cslType", "cslType")));

    @Override
    public TypeDescription description() {
        return DESCRIPTION;
    }

    @Override
    public List<ReferenceView> render(Collection<UUID> ids) {
        return Reference.<Reference>list("id in ?1", ids).stream()
                .map(ReferenceView::of)
                .toList();
    }

    @Override
    public List<Fault> check(JsonNode body) {
        return ReferenceRules.check(body);
    }

    @Override
    public Class<Reference> entity() {
        return Reference.class;
    }

    @Override
    public Class<ReferenceEdit> edit() {
        return ReferenceEdit.class;
    }

    @Override
    public Reference create() {
        return new Reference();
    }

    @Override
    public void apply(ReferenceEdit edit, Reference entity, WorkingCopyLookup directory) {
        edit.applyTo(entity, directory);
    }

    @Override
    public ReferenceEdit editOf(Reference entity, WorkingCopyLookup directory) {
        return ReferenceEdit.of(entity, directory);
    }
}
