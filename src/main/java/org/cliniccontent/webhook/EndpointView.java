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
        description = "A webhook: a server that is told of events. The secret that its messages are signed with is "
                + "shown once, when it is made.",
        requiredProperties = {"id", "owner", "url", "eventTypes", "state", "createdAt"})
record EndpointView(
        @Schema(description = "Its id.") UUID id,

        @Schema(
                description = "Whose it is; it stays the same when the owner's key is rotated.",
                examples = "key:0Gq3Vd9sKx2Z")
        String owner,

        @Schema(
                maxLength = 2_000,
                description = "Where messages are sent.",
                examples = "https://partner.example/hooks/clinic-content")
        String url,

        @Schema(maxLength = 500, description = "What it is for.")
        String description,

        @Schema(description = "The events that it hears of.")
        List<String> eventTypes,

        @Schema(description = "The types of the entities that these may be about. Absent if of all.")
        List<String> entityTypes,

        Endpoint.State state,

        @Schema(description = "Why it is disabled, if it is.")
        Endpoint.DisabledReason disabledReason,

        @Schema(description = "When it was made.") Instant createdAt,

        @Schema(description = "The first failure since the last success, if there is one.")
        Instant failingSince,

        @Schema(description = "What its messages are signed with, the newest first. Not in lists.")
        List<SecretView> secrets,

        @Schema(
                description =
                        "The new secret, as the libraries of Standard Webhooks take it. Only in the answer to the "
                                + "request that made it: it cannot be had again, not even by repeating that request.",
                examples = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
        String secret) {

    static final String NAME = "Webhook";

    /** The metadata of a secret. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(
            name = "WebhookSecret",
            description = "A secret that messages are signed with now.",
            requiredProperties = {"createdAt"})
    record SecretView(
            @Schema(description = "When it was made.") Instant createdAt,

            @Schema(description = "Until when it signs. Absent for the one that is not replaced.")
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
