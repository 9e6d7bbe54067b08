package org.cliniccontent.mscsource;

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
public class MscSourceType implements Editable<MscSource, MscSourceEdit> {

    static final String NAME = "mscSource";

    private static final TypeDescription DESCRIPTION = new TypeDescription(
            NAME,
            "msc-sources",
            "name",
            MscSourceView.class,
            List.of(Relation.caveats(), Relation.references(), Relation.passages()),
            List.of(Facet.of("donorType", DonorType.class), Facet.ofTerms("tissue", "tissue")));

    @Override
    public TypeDescription description() {
        return DESCRIPTION;
    }

    @Override
    public List<MscSourceView> render(Collection<UUID> ids) {
        return MscSource.<MscSource>list("id in ?1", ids).stream()
                .map(MscSourceView::of)
                .toList();
    }

    @Override
    public List<Fault> check(JsonNode body) {
        return body.path("caveats").isEmpty()
                ? List.of(Fault.at("/caveats", "must have at least one caveat to be published"))
                : List.of();
    }

    @Override
    public Class<MscSource> entity() {
        return MscSource.class;
    }

    @Override
    public Class<MscSourceEdit> edit() {
        return MscSourceEdit.class;
    }

    @Override
    public MscSource create() {
        return new MscSource();
    }

    @Override
    public void apply(MscSourceEdit edit, MscSource entity, WorkingCopyLookup directory) {
        edit.applyTo(entity, directory);
    }

    @Override
    public MscSourceEdit editOf(MscSource entity, WorkingCopyLookup directory) {
        return MscSourceEdit.of(entity, directory);
    }
}
