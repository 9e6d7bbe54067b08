package org.cliniccontent.workingcopy;

import java.math.BigDecimal;
import java.util.List;
import org.cliniccontent.http.Page;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;

/** The query parameters of editing, as parameters of the contract. */
final class EditingParameters {

    private static final int MAX_CURSOR_LENGTH = 2_000;
    private static final int MAX_MESSAGE_LENGTH = 2_000;
    private static final int MAX_PATH_LENGTH = 120;

    private EditingParameters() {}

    /** Those of an operation, by its id. */
    static List<Parameter> of(String operation) {
        return switch (operation) {
            case "listDrafts" ->
                List.of(
                        query("state", "Only those in this state.", EditingSchemas.ref("DraftState")),
                        query("type", "Only those of this type.", EditingSchemas.ref("EntityType")),
                        limit(),
                        cursor());
            case "listScheduledReleases" -> List.of(limit(), cursor());
            case "importBundle" -> ofImport();
            default -> List.of();
        };
    }

    private static List<Parameter> ofImport() {
        return List.of(
                query(
                        "dryRun",
                        "Only tell what releasing the bundle would change, and what stands against it.",
                        bool()),
                query("release", "Approve and release it at once.", bool()),
                query(
                        "message",
                        "What the release is about, for everyone to read. Needed with `release`, and only taken with it.",
                        EditingSchemas.string().minLength(1).maxLength(MAX_MESSAGE_LENGTH)),
                query(
                                "reuseSlug",
                                "A slug that was another entity's once and is taken over on purpose, with its collection. "
                                        + "It may be repeated.",
                                OASFactory.createSchema()
                                        .addType(Schema.SchemaType.ARRAY)
                                        .items(EditingSchemas.string().maxLength(MAX_PATH_LENGTH)))
                        .example(List.of("conditions/osteoarthritis")));
    }

    private static Parameter limit() {
        return query(
                "limit",
                "How many on a page, at most.",
                OASFactory.createSchema()
                        .addType(Schema.SchemaType.INTEGER)
                        .minimum(BigDecimal.ONE)
                        .maximum(BigDecimal.valueOf(Page.MAX_LIMIT))
                        .defaultValue(Page.DEFAULT_LIMIT));
    }

    private static Parameter cursor() {
        return query(
                "cursor",
                "Where the page begins. Opaque: it comes from `next`, and holds for the same filters.",
                EditingSchemas.string().maxLength(MAX_CURSOR_LENGTH));
    }

    private static Schema bool() {
        return OASFactory.createSchema().addType(Schema.SchemaType.BOOLEAN).defaultValue(false);
    }

    private static Parameter query(String name, String description, Schema schema) {
        return OASFactory.createParameter()
                .name(name)
                .in(Parameter.In.QUERY)
                .description(description)
                .schema(schema);
    }
}
