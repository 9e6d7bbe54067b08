package org.cliniccontent.webhook;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.List;
import java.util.Locale;
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
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.headers.Header;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;

import static org.cliniccontent.http.contract.ContractParts.body;
import static org.cliniccontent.http.contract.ContractParts.paging;
import static org.cliniccontent.http.contract.ContractParts.ref;
import static org.cliniccontent.http.contract.ContractParts.string;

/** Completes the contract with how webhooks are managed; {@link WebhookMessages} adds what they are sent. */
@OpenApiFilter(OpenApiFilter.RunStage.BUILD)
public class WebhookContract implements OASFilter {

    static final String TAG = "Webhooks";

    private static final String EVENT_TYPE = "WebhookEventType";
    private static final ProblemType[] OF_BODIES = {
        ProblemType.REQUEST_TIMEOUT, ProblemType.CONTENT_TOO_LARGE, ProblemType.UNSUPPORTED_MEDIA_TYPE
    };

    @Override
    public void filterOpenAPI(OpenAPI contract) {
        ContractTags.describe(
                contract,
                Map.of(TAG, "Servers of partners that are told of what happens, as Standard Webhooks specifies."));
        addSchemas(contract.getComponents());
        WebhookMessages.addTo(contract);
        contract.getPaths().getPathItems().forEach((path, item) -> item.getOperations()
                .forEach((method, operation) -> {
                    if (operation.getTags() != null && operation.getTags().contains(TAG)) {
                        complete(contract.getComponents(), method, operation);
                    }
                }));
    }

    private static void addSchemas(Components components) {
        components.addSchema(EVENT_TYPE, eventType());
        var items =
                Map.of(EndpointSettings.EVENT_TYPES, ref(EVENT_TYPE), EndpointSettings.ENTITY_TYPES, ref("EntityType"));
        var made = ContractSchema.of(EndpointSettings.SCHEMA);
        var change = ContractSchema.of(EndpointSettings.SCHEMA);
        for (Schema schema : List.of(made, change, components.getSchemas().get(EndpointView.NAME))) {
            items.forEach((name, item) -> schema.getProperties().get(name).items(item));
        }
        EndpointSettings.OPTIONAL.forEach(
                name -> change.addProperty(name, orNull(change.getProperties().get(name))));
        components.addSchema("NewWebhook", made);
        components.addSchema(
                "WebhookChange",
                change.required(null)
                        .description(
                                "A change of a webhook, as a JSON Merge Patch (RFC 7396). What is null is as if it "
                                        + "had not been given when the webhook was made."));
        components.addSchema("WebhookRotation", ContractSchema.of(WebhookStepResource.ROTATION_SCHEMA));
    }

    private static Schema eventType() {
        var meanings = new StringBuilder("What webhooks tell of.");
        var schema = string();
        EventType.subscribable().forEach(type -> {
            schema.addEnumeration(type.value());
            meanings.append(String.format(Locale.ROOT, " `%s`: %s", type.value(), type.meaning()));
        });
        return schema.description(meanings.toString());
    }

    private static Schema orNull(Schema schema) {
        var description = schema.getDescription();
        return OASFactory.createSchema()
                .description(description)
                .addAnyOf(schema.description(null))
                .addAnyOf(OASFactory.createSchema().addType(Schema.SchemaType.NULL));
    }

    private static void complete(Components components, PathItem.HttpMethod method, Operation operation) {
        switch (operation.getOperationId()) {
            case "createWebhook" -> {
                takesBody(components, operation, "application/json", "NewWebhook");
                operation
                        .getResponses()
                        .getAPIResponse("201")
                        .addHeader("Location", location())
                        .addHeader("ETag", tag());
            }
            case "listWebhooks" -> {
                paging("the same caller").forEach(operation::addParameter);
                operation
                        .getResponses()
                        .getAPIResponse("200")
                        .addHeader("Link", OASFactory.createHeader().ref("#/components/headers/Link"));
            }
            case "getWebhook", "enableWebhook", "disableWebhook" -> addTag(operation);
            case "patchWebhook" -> {
                takesBody(components, operation, WebhookItemResource.MERGE_PATCH, "WebhookChange");
                operation.addParameter(OASFactory.createParameter()
                        .name("If-Match")
                        .in(Parameter.In.HEADER)
                        .description(
                                "The tag of what you read (RFC 9110). If it is another by now, nothing is changed.")
                        .schema(string()));
                ContractProblems.addTo(
                        components, operation, ProblemType.PRECONDITION_FAILED, ProblemType.PRECONDITION_REQUIRED);
                addTag(operation);
            }
            case "rotateWebhookSecret" -> {
                takesBody(components, operation, "application/json", "WebhookRotation");
                addTag(operation);
            }
            default -> {}
        }
        if (operation.getParameters() != null) {
            operation.getParameters().stream()
                    .filter(parameter -> parameter.getName().equals("id"))
                    .forEach(parameter ->
                            parameter.description("The webhook's id.").schema(ref("UUID")));
        }
        ContractProblems.addCommonTo(components, operation);
        if (method == PathItem.HttpMethod.POST) {
            ContractProblems.addTo(components, operation, ProblemType.CONFLICT);
        }
    }

    private static void takesBody(Components components, Operation operation, String mediaType, String schema) {
        operation.setRequestBody(body(mediaType, schema));
        ContractProblems.addTo(components, operation, ProblemType.INVALID_PARAMETER, ProblemType.INVALID_BODY);
        ContractProblems.addTo(components, operation, OF_BODIES);
    }

    private static void addTag(Operation operation) {
        operation.getResponses().getAPIResponse("200").addHeader("ETag", tag());
    }

    private static Header tag() {
        return OASFactory.createHeader()
                .description("What a change has to name in `If-Match`.")
                .required(true)
                .schema(string());
    }

    private static Header location() {
        return OASFactory.createHeader()
                .description("The webhook that was made.")
                .required(true)
                .schema(string().format("uri-reference"));
    }
}
