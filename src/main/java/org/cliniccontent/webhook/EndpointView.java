package org.cliniccontent.webhook;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The representation of an endpoint. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(
        name = EndpointView.NAME,
        description = "A webhook: a server that receives events. The secret that signs its messages is "
                + "shown once, when it is created.",
        requiredProperties = {"id", "owner", "url", "eventTypes", "state", "createdAt"})
record EndpointView(
        @Schema(description = "Its id.") UUID id,

        @Schema(
                description = "The owner; it stays the same when the owner's key is rotated.",
                examples = "key:0Gq3Vd9sKx2Z")
        String owner,

        @Schema(
                maxLength = 2_000,
                description = "The target of messages.",
                examples = "https://partner.example/hooks/clinic-content")
        String url,

        @Schema(maxLength = 500, description = "The purpose of the webhook.")
        String description,

        @Schema(description = "The types of the subscribed events.")
        List<String> eventTypes,

        @Schema(description = "The types of entities that these may be about. Absent if all.")
        List<String> entityTypes,

        Endpoint.State state,

        @Schema(description = "The reason why it is disabled, if it is.")
        Endpoint.DisabledReason disabledReason,

        @Schema(description = "The time of its creation.") Instant createdAt,

        @Schema(description = "The first failure since the last success, if there is one.")
        Instant failingSince,

        @Schema(description = "The secrets that sign its messages, the newest first. Not in lists.")
        List<SecretView> secrets,

        @Schema(
                description =
                        "The new secret, in the format of the Standard Webhooks libraries. Only in the response to the "
                                + "request that created it: it cannot be retrieved again, not even by repeating that request.",
                examples = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
        String secret) {

    static final String NAME = "Webhook";

    /** The metadata of a secret. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(
            name = "WebhookSecret",
            description = "A secret that signs messages now.",
            requiredProperties = {"createdAt"})
    record SecretView(
            @Schema(description = "The time of its creation.")
            Instant createdAt,

            @Schema(description = "The time until which it signs. Absent for the current one.")
            Instant expiresAt) {}

    static EndpointView of(Endpoint endpoint) {
        var settings = endpoint.settings();
        return new EndpointView(
                endpoint.id(),
                endpoint.owner(),
                settings.url(),
                settings.description().orElse(null),
                settings.eventTypes(),
                settings.entityTypes().isEmpty() ? null : settings.entityTypes(),
                endpoint.state(),
                endpoint.disabledReason().orElse(null),
                endpoint.createdAt(),
                endpoint.failingSince().orElse(null),
                null,
                null);
    }

    EndpointView with(List<WebhookSecrets.Age> ages) {
        var shown = ages.stream()
                .map(age -> new SecretView(age.createdAt(), age.expiresAt().orElse(null)))
                .toList();
        return with(shown, secret);
    }

    EndpointView with(WebhookSecret made) {
        return with(secrets, made.text());
    }

    EndpointView withoutSecret() {
        return with(secrets, null);
    }

    private EndpointView with(List<SecretView> shown, String text) {
        return new EndpointView(
                id,
                owner,
                url,
                description,
                eventTypes,
                entityTypes,
                state,
                disabledReason,
                createdAt,
                failingSince,
                shown,
                text);
    }

    /** Prints no secret, so that it may be logged. */
    @Override
    public String toString() {
        return NAME + ' ' + id;
    }
}
