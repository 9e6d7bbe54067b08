package org.cliniccontent.http.contract;

import java.math.BigDecimal;
import java.util.List;
import org.cliniccontent.http.Page;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.parameters.RequestBody;

/** Building blocks for the contract, used by the packages that complete it. */
public final class ContractParts {

    private static final int MAX_CURSOR = 2_000;

    private ContractParts() {}

    public static Schema string() {
        return OASFactory.createSchema().addType(Schema.SchemaType.STRING);
    }

    public static Schema number(int minimum, int maximum) {
        return OASFactory.createSchema()
                .addType(Schema.SchemaType.INTEGER)
                .format("int32")
                .minimum(BigDecimal.valueOf(minimum))
                .maximum(BigDecimal.valueOf(maximum));
    }

    /** Returns a reference to a schema of the components. */
    public static Schema ref(String name) {
        return OASFactory.createSchema().ref("#/components/schemas/" + name);
    }

    public static Parameter query(String name, String description, Schema schema) {
        return OASFactory.createParameter()
                .name(name)
                .in(Parameter.In.QUERY)
                .description(description)
                .schema(schema);
    }

    /**
     * Returns the parameters of a {@link Page}.
     *
     * @param holding completes "and holds for …" in the cursor's description
     */
    public static List<Parameter> paging(String holding) {
        return List.of(
                query(
                        "limit",
                        "The maximum number of items on a page.",
                        number(1, Page.MAX_LIMIT).defaultValue(Page.DEFAULT_LIMIT)),
                query(
                        "cursor",
                        "Where the page begins. Opaque: it comes from `next`, and holds for " + holding + ".",
                        string().minLength(1).maxLength(MAX_CURSOR)));
    }

    /** Returns a required request body. */
    public static RequestBody body(String mediaType, String schema) {
        return OASFactory.createRequestBody()
                .required(true)
                .content(OASFactory.createContent()
                        .addMediaType(mediaType, OASFactory.createMediaType().schema(ref(schema))));
    }
}
