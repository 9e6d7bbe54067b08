package org.cliniccontent.condition;

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
public class ConditionType implements Editable<Condition, ConditionEdit> {

    static final String NAME = "condition";

    private static final TypeDescription DESCRIPTION = new TypeDescription(
            NAME,
            "conditions",
            "name",
            ConditionView.class,
            List.of(
                    new Relation("causedBy", "causedBy", "condition", "causes"),
                    Relation.caveats(),
                    Relation.references(),
                    Relation.passages()),
            List.of(
                    Facet.of("kind", ConditionKind.class),
                    Facet.ofTerms("affectedJoint", "affectedJoints"),
                    Facet.ofCodes()));

    @Override
    public TypeDescription description() {
        return DESCRIPTION;
    }

    @Override
    public List<ConditionView> render(Collection<UUID> ids) {
        return Condition.<Condition>list("id in ?1", ids).stream()
                .map(ConditionView::of)
                .toList();
    }

    @Override
    public Class<Condition> entity() {
        return Condition.class;
    }

    @Override
    public Class<ConditionEdit> edit() {
        return ConditionEdit.class;
    }

    @Override
    public Condition create() {
        return new Condition();
    }

    @Override
    public void apply(ConditionEdit edit, Condition entity, WorkingCopyLookup directory) {
        edit.applyTo(entity, directory);
    }

    @Override
    public ConditionEdit editOf(Condition entity, WorkingCopyLookup directory) {
        return ConditionEdit.of(entity, directory);
    }
}
