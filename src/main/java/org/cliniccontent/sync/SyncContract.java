package org.cliniccontent.sync;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.cliniccontent.http.contract.ContractProblems;
import org.cliniccontent.http.contract.ContractSchema;
import org.cliniccontent.http.contract.ContractTags;
import org.cliniccontent.http.problem.ProblemType;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;

import static org.cliniccontent.http.contract.ContractParts.body;
import static org.cliniccontent.http.contract.ContractParts.number;
import static org.cliniccontent.http.contract.ContractParts.paging;
import static org.cliniccontent.http.contract.ContractParts.query;
import static org.cliniccontent.http.contract.ContractParts.ref;
import static org.cliniccontent.http.contract.ContractParts.string;

/** Completes the contract with what partners use. */
@OpenApiFilter(OpenApiFilter.RunStage.BUILD)
public class SyncContract implements OASFilter {

    static final String TAG = "Sync";

    private static final Map<String, String> TAGS =
            Map.of(TAG, "How partners keep a copy of what is published, and prove it.");

    private static final ProblemType[] OF_ACKNOWLEDGEMENTS = {
        ProblemType.INVALID_PARAMETER,
        ProblemType.INVALID_BODY,
        ProblemType.INVALID_SYNC_TOKEN,
        ProblemType.SYNC_RESTART,
        ProblemType.REQUEST_TIMEOUT,
        ProblemType.CONTENT_TOO_LARGE,
        ProblemType.UNSUPPORTED_MEDIA_TYPE
    };

    @Override
    public void filterOpenAPI(OpenAPI contract) {
        ContractTags.describe(contract, TAGS);
        addSchemas(contract.getComponents());
        contract.getPaths().getPathItems().forEach((path, item) -> item.getOperations()
                .forEach((method, operation) -> {
                    if (operation.getTags() != null && TAGS.keySet().containsAll(operation.getTags())) {
                        complete(contract.getComponents(), operation);
                    }
                }));
    }

    private static void complete(Components components, Operation operation) {
        switch (operation.getOperationId()) {
            case "listChanges" -> {
                following().forEach(operation::addParameter);
                operation.addParameter(limit());
                ContractProblems.addTo(
                        components,
                        operation,
                        ProblemType.INVALID_PARAMETER,
                        ProblemType.INVALID_SYNC_TOKEN,
                        ProblemType.SYNC_RESTART);
                addHeaders(operation, "Content-Release", "Link", "Vary");
            }
            case "streamChanges" -> {
                following().forEach(operation::addParameter);
                ContractProblems.addTo(
                        components,
                        operation,
                        ProblemType.INVALID_PARAMETER,
                        ProblemType.INVALID_SYNC_TOKEN,
                        ProblemType.SYNC_RESTART);
                addHeaders(operation, "Content-Release");
            }
            case "getDigest" -> {
                operation.addParameter(release());
                addHeaders(operation, "Content-Release");
            }
            case "listPartners" -> {
                paging("this list").forEach(operation::addParameter);
                ContractProblems.addTo(
                        components, operation, ProblemType.INVALID_PARAMETER, ProblemType.INVALID_CURSOR);
                addHeaders(operation, "Link");
            }
            case "acknowledgeChanges" -> {
                operation.setRequestBody(body("application/json", "NewAcknowledgement"));
                ContractProblems.addTo(components, operation, OF_ACKNOWLEDGEMENTS);
            }
            default -> {}
        }
        ContractProblems.addCommonTo(components, operation);
    }

    private static void addHeaders(Operation operation, String... names) {
        for (String name : names) {
            operation
                    .getResponses()
                    .getAPIResponse("200")
                    .addHeader(name, OASFactory.createHeader().ref("#/components/headers/" + name));
        }
    }

    private static List<Parameter> following() {
        return List.of(
                query(
                        "token",
                        "How far the copy has come: the last `next`. Without it a whole copy.",
                        ref("SyncToken")),
                query(
                                "type",
                                "Only entities of this type, or of any of several; their caveats always come along. "
                                        + "What of them is removed is told as well. The token keeps it.",
                                OASFactory.createSchema()
                                        .addType(Schema.SchemaType.ARRAY)
                                        .maxItems(50)
                                        .items(ref("EntityType")))
                        .explode(true),
                query(
                        "bucket",
                        "Only one bucket of the digest, to repair a copy: replace what you have of it by what "
                                + "this gives. The token keeps it.",
                        string().pattern("^[0-9a-f]{2}$").addExample("3f")));
    }

    private static Parameter limit() {
        return query(
                "limit",
                "How many changes on a page, at most. It may be fewer, although there are more. There are no "
                        + "pages in `application/x-ndjson`.",
                number(1, ChangesResource.MAX_LIMIT).defaultValue(ChangesResource.DEFAULT_LIMIT));
    }

    private static Parameter release() {
        return query(
                "release",
                "The release; by default the current one.",
                OASFactory.createSchema()
                        .addType(Schema.SchemaType.INTEGER)
                        .format("int64")
                        .minimum(BigDecimal.ZERO));
    }

    private static void addSchemas(Components components) {
        components.getSchemas().get("Digest").getProperties().get("buckets").items(ref("Sha256"));
        components.addSchema("NewAcknowledgement", ContractSchema.of(AcknowledgementResource.SCHEMA));
        StreamSchemas.addTo(components);
        components.addSchema(
                "SyncToken",
                string().minLength(1)
                        .maxLength(SyncTokens.MAX_LENGTH)
                        .description(
                                "How far a copy has come. Opaque, signed, and the same for every way to follow the "
                                        + "changes. It does not expire; it ends with a 410 if the store's history is another "
                                        + "one than it is from."));
        components.addSchema(
                "SyncRestartProblem",
                OASFactory.createSchema()
                        .description("A problem detail (RFC 9457) of a token whose history is not this store's.")
                        .addAllOf(ref("Problem"))
                        .addAllOf(OASFactory.createSchema()
                                .addType(Schema.SchemaType.OBJECT)
                                .addProperty(
                                        "restart",
                                        string().format("uri-reference")
                                                .description("Where a whole copy begins; also in `Link`, as "
                                                        + "`rel=\"start\"`."))
                                .required(List.of("restart"))));
        components.addSchema(
                "EntityRef",
                OASFactory.createSchema()
                        .addType(Schema.SchemaType.OBJECT)
                        .description("What names an entity for good.")
                        .addProperty("id", string().format("uuid").description("The entity's id."))
                        .addProperty("type", ref("EntityType"))
                        .required(List.of("id", "type")));
        components.addSchema(
                "SyncedEntity",
                OASFactory.createSchema()
                        .addType(Schema.SchemaType.OBJECT)
                        .description(
                                "An entity as it is published: as in its own collection, but without what is added "
                                        + "on reading. Links have only `id` and `type`, there are no inverse links, no "
                                        + "`release`, `updatedAt` and `sha256`, and no `review.status`. Its canonical JSON "
                                        + "(RFC 8785) has the change's `sha256`.")
                        .addProperty("id", string().format("uuid").description("The entity's id."))
                        .addProperty("type", ref("EntityType"))
                        .addProperty("slug", ref("Slug"))
                        .required(List.of("id", "type", "slug"))
                        // The rest is as the type's own schema has it, but for its links.
                        .additionalPropertiesSchema(OASFactory.createSchema().booleanSchema(true)));
    }
}
