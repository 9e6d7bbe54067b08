package org.cliniccontent.deliverymethod;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.cliniccontent.editing.Directory;
import org.cliniccontent.editing.Editable;
import org.cliniccontent.http.Fault;
import org.cliniccontent.release.Facet;
import org.cliniccontent.release.Relation;
import org.cliniccontent.release.TypeDescription;

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
    public void apply(DeliveryMethodEdit edit, DeliveryMethod entity, Directory directory) {
        edit.applyTo(entity, directory);
    }

    @Override
    public DeliveryMethodEdit editOf(DeliveryMethod entity, Directory directory) {
        return DeliveryMethodEdit.of(entity, directory);
    }
}
