package org.cliniccontent.caveat;

import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.cliniccontent.content.Facet;
import org.cliniccontent.content.Relation;
import org.cliniccontent.content.TypeDescription;
import org.cliniccontent.workingcopy.Editable;
import org.cliniccontent.workingcopy.WorkingCopyLookup;

/** What the type offers: see {@link Editable}. */
@Singleton
public class CaveatType implements Editable<Caveat, CaveatEdit> {

    static final String NAME = "caveat";

    private static final TypeDescription DESCRIPTION = new TypeDescription(
            NAME,
            "caveats",
            "title",
            CaveatView.class,
            List.of(Relation.references(), Relation.passages()),
            List.of(Facet.of("kind", CaveatKind.class), Facet.of("severity", Severity.class)));

    @Override
    public TypeDescription description() {
        return DESCRIPTION;
    }

    @Override
    public List<CaveatView> render(Collection<UUID> ids) {
        return Caveat.<Caveat>list("id in ?1", ids).stream().map(CaveatView::of).toList();
    }

    @Override
    public Class<Caveat> entity() {
        return Caveat.class;
    }

    @Override
    public Class<CaveatEdit> edit() {
        return CaveatEdit.class;
    }

    @Override
    public Caveat create() {
        return new Caveat();
    }

    @Override
    public void apply(CaveatEdit edit, Caveat entity, WorkingCopyLookup directory) {
        edit.applyTo(entity, directory);
    }

    @Override
    public CaveatEdit editOf(Caveat entity, WorkingCopyLookup directory) {
        return CaveatEdit.of(entity, directory);
    }
}
