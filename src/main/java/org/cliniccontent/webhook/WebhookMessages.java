package org.cliniccontent.webhook;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.cliniccontent.http.body.SchemaCheck;
import org.cliniccontent.http.contract.ContractSchema;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;

/** The messages to webhooks in the contract. */
final class WebhookMessages {

    /** The schema of each message by its name. */
    static final String SCHEMA = "/schemas/webhook-events.schema.json";

    private static final Map<EventType, String> NAMES = Map.of(
            EventType.RELEASE_PUBLISHED, "WebhookReleasePublished",
            EventType.ENTITY_WITHDRAWN, "WebhookEntityWithdrawn",
            EventType.REVIEW_OVERDUE, "WebhookReviewOverdue",
            EventType.WEBHOOK_DISABLED, "WebhookDisabled",
            EventType.KEY_EXPIRING, "WebhookKeyExpiring",
            EventType.KEY_ENDED, "WebhookKeyEnded",
            EventType.PING, "WebhookPinged");

    private WebhookMessages() {}

    static void addTo(OpenAPI contract) {
        var schemas = SchemaCheck.read(SCHEMA).path("$defs");
        for (EventType type : EventType.values()) {
            var name = NAMES.get(type);
            contract.getComponents().addSchema(name, ContractSchema.of(schemas.path(name)));
            contract.addWebhook(type.value(), OASFactory.createPathItem().POST(message(type, name)));
        }
    }

    private static Operation message(EventType type, String schema) {
        return OASFactory.createOperation()
                .operationId("receive" + schema.substring("Webhook".length()))
                .addTag(WebhookContract.TAG)
                .summary(type.meaning().substring(0, type.meaning().length() - 1))
                .description(
                        "Delivered at least once: a message without a 2xx response within 15 seconds is retried for "
                                + "three days, each time with the same `webhook-id`. Messages may arrive in a different order than "
                                + "the events happened; `GET /v1/changes` has the correct order.")
                // No credentials of this service: the signature is what it is known by.
                .security(new ArrayList<>())
                .parameters(headers())
                .requestBody(OASFactory.createRequestBody()
                        .required(true)
                        .content(OASFactory.createContent()
                                .addMediaType(
                                        "application/json",
                                        OASFactory.createMediaType()
                                                .schema(OASFactory.createSchema()
                                                        .ref("#/components/schemas/" + schema)))))
                .responses(OASFactory.createAPIResponses()
                        .addAPIResponse(
                                "2XX",
                                OASFactory.createAPIResponse()
                                        .description("The message was received. The rest of the response is ignored."))
                        .addAPIResponse(
                                "410",
                                OASFactory.createAPIResponse()
                                        .description("No further messages are accepted: the webhook is disabled."))
                        .defaultValue(OASFactory.createAPIResponse()
                                .description(
                                        "The message was not received, and is retried. Redirects are not followed; "
                                                + "`Retry-After` is respected within limits.")));
    }

    private static List<Parameter> headers() {
        return List.of(
                header("webhook-id", "The event's id: the same in every attempt.", "msg_2KWPBgLlAfxdpx2AI54pPJ85"),
                header("webhook-timestamp", "The time of this attempt, in seconds since 1970.", "1674087231"),
                header(
                        "webhook-signature",
                        "One signature for each secret, separated by spaces: `v1,` and the HMAC-SHA256 in Base64 of "
                                + "`webhook-id`, `webhook-timestamp` and the body as it was sent, joined by full stops.",
                        "v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4="));
    }

    private static Parameter header(String name, String description, String example) {
        return OASFactory.createParameter()
                .name(name)
                .in(Parameter.In.HEADER)
                .required(true)
                .description(description)
                .schema(OASFactory.createSchema().addType(Schema.SchemaType.STRING))
                .example(example);
    }
}
