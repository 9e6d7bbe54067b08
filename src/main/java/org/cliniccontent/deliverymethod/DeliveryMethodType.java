package org.cliniccontent.deliverymethod;

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
public class DeliveryMethodType implements Editable<DeliveryMethod, DeliveryMethodEdit> {

    static final String NAME = "deliveryMethod";

    private static final TypeDescription DESCRIPTION = new TypeDescription(
            NAME,
            "delivery-methods",
            "name",
            DeliveryMethodView.class,
            List.of(Relation.caveats(), Relation.references(), Relation.passages()),
            List.of(Facet.of("kind", DeliveryKind.class), Facet.of("guidance", Guidance.class)));

    @Override
    public TypeDescription description() {
        return DESCRIPTION;
    }

    @Override
    public List<DeliveryMethodView> render(Collection<UUID> ids) {
        return DeliveryMethod.<DeliveryMethod>list("id in ?1", ids).stream()
                .map(DeliveryMethodView::of)
                .toList();
    }

    @Override
    public List<Fault> check(JsonNode body) {
        return body.path("caveats").isEmpty()
                ? List.of(Fault.at("/caveats", "must have at least one caveat to be published"))
                : List.of();
    }

    @Override
    public Class<DeliveryMethod> entity() {
        return DeliveryMethod.class;
    }

    @Override
    public Class<DeliveryMethodEdit> edit() {
        return DeliveryMethodEdit.class;
    }

    @Override
    public DeliveryMethod create() {
        return new DeliveryMethod();
    }

    @Override
    public void apply(DeliveryMethodEdit edit, DeliveryMethod entity, WorkingCopyLookup directory) {
        edit.applyTo(entity, directory);
    }

    @Override
    public DeliveryMethodEdit editOf(DeliveryMethod entity, WorkingCopyLookup directory) {
        return DeliveryMethodEdit.of(entity, directory);
    }
}
