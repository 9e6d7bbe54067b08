package org.cliniccontent.http.contract;

import java.math.BigDecimal;
import java.util.List;
import org.cliniccontent.http.Page;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.parameters.RequestBody;

/** What the contract is written with, wherever a part of the service completes it. */
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

    /** A schema of the components. */
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
     * The parameters of a {@link Page}.
     *
     * @param holding for what a cursor holds: completes "and holds for …"
     */
    public static List<Parameter> paging(String holding) {
        return List.of(
                query(
                        "limit",
                        "How many on a page, at most.",
                        number(1, Page.MAX_LIMIT).defaultValue(Page.DEFAULT_LIMIT)),
                query(
                        "cursor",
                        "Where the page begins. Opaque: it comes from `next`, and holds for " + holding + ".",
                        string().minLength(1).maxLength(MAX_CURSOR)));
    }

    /** A body that has to be given. */
    public static RequestBody body(String mediaType, String schema) {
        return OASFactory.createRequestBody()
                .required(true)
                .content(OASFactory.createContent()
                        .addMediaType(mediaType, OASFactory.createMediaType().schema(ref(schema))));
    }
}
