package org.cliniccontent.webhook;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.List;
import java.util.stream.Stream;
import org.cliniccontent.http.contract.ContractProblems;
import org.cliniccontent.http.contract.ContractSchema;
import org.cliniccontent.http.problem.ProblemType;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;

import static org.cliniccontent.http.contract.ContractParts.body;
import static org.cliniccontent.http.contract.ContractParts.paging;
import static org.cliniccontent.http.contract.ContractParts.query;
import static org.cliniccontent.http.contract.ContractParts.string;

/** Completes the contract with the log of what webhooks are sent; what all of webhooks has, {@link WebhookContract} adds. */
@OpenApiFilter(OpenApiFilter.RunStage.BUILD)
public class DeliveryContract implements OASFilter {

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
                operation.setRequestBody(body("application/json", "WebhookReplay"));
                ContractProblems.addTo(components, operation, ProblemType.INVALID_PARAMETER, ProblemType.INVALID_BODY);
                ContractProblems.addTo(
                        components,
                        operation,
                        ProblemType.REQUEST_TIMEOUT,
                        ProblemType.CONTENT_TOO_LARGE,
                        ProblemType.UNSUPPORTED_MEDIA_TYPE);
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
        return Stream.concat(
                        Stream.of(query("state", "Only what has become this.", states)),
                        paging("the same webhook and state").stream())
                .toList();
    }
}
