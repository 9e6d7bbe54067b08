package org.cliniccontent.webhook;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.math.BigDecimal;
import java.util.List;
import org.cliniccontent.http.ContractProblems;
import org.cliniccontent.http.ContractSchema;
import org.cliniccontent.http.Page;
import org.cliniccontent.http.ProblemType;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;

/** Completes the contract with the log of what webhooks are sent; what all of webhooks has, {@link WebhookContract} adds. */
@OpenApiFilter(OpenApiFilter.RunStage.BUILD)
public class DeliveryContract implements OASFilter {

    private static final int MAX_CURSOR = 2_000;

    @Override
    public void filterOpenAPI(OpenAPI contract) {
        var components = contract.getComponents();
        components.addSchema("WebhookReplay", ContractSchema.of(DeliveryResource.REPLAY_SCHEMA));
        contract.getPaths().getPathItems().values().stream()
                .flatMap(item -> item.getOperations().values().stream())
                .filter(operation ->
                        operation.getTags() != null && operation.getTags().contains(WebhookContract.TAG))
                .forEach(operation -> complete(components, operation));
    }

    private static void complete(Components components, Operation operation) {
        switch (operation.getOperationId()) {
            case "listWebhookDeliveries" -> {
                filters().forEach(operation::addParameter);
                operation
                        .getResponses()
                        .getAPIResponse("200")
                        .addHeader("Link", OASFactory.createHeader().ref("#/components/headers/Link"));
            }
            case "replayWebhook" -> {
                operation.setRequestBody(OASFactory.createRequestBody()
                        .required(true)
                        .content(OASFactory.createContent()
                                .addMediaType(
                                        "application/json",
                                        OASFactory.createMediaType()
                                                .schema(OASFactory.createSchema()
                                                        .ref("#/components/schemas/WebhookReplay")))));
                ContractProblems.addTo(components, operation, ProblemType.INVALID_PARAMETER, ProblemType.INVALID_BODY);
                ContractProblems.addTo(
                        components, operation, ProblemType.CONTENT_TOO_LARGE, ProblemType.UNSUPPORTED_MEDIA_TYPE);
            }
            default -> {}
        }
        if (operation.getParameters() != null) {
            operation.getParameters().stream()
                    .filter(parameter -> parameter.getName().equals("event"))
                    .forEach(parameter -> parameter.description("The event's id, as it is in `webhook-id`."));
        }
    }

    private static List<Parameter> filters() {
        var states = string().description("What has become of it.");
        DeliveryResource.STATES.forEach(states::addEnumeration);
        return List.of(
                query("state", "Only what has become this.", states),
                query(
                        "limit",
                        "How many on a page, at most.",
                        OASFactory.createSchema()
                                .addType(Schema.SchemaType.INTEGER)
                                .minimum(BigDecimal.ONE)
                                .maximum(BigDecimal.valueOf(Page.MAX_LIMIT))
                                .defaultValue(Page.DEFAULT_LIMIT)),
                query(
                        "cursor",
                        "Where the page begins. Opaque: it comes from `next`, and holds for the same webhook and state.",
                        string().maxLength(MAX_CURSOR)));
    }

    private static Parameter query(String name, String description, Schema schema) {
        return OASFactory.createParameter()
                .name(name)
                .in(Parameter.In.QUERY)
                .description(description)
                .schema(schema);
    }

    private static Schema string() {
        return OASFactory.createSchema().addType(Schema.SchemaType.STRING);
    }
}
