package org.cliniccontent.webhook;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A delivery as it is shown. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(
        name = "WebhookDelivery",
        description = "An event that is told to a webhook, and what has become of that.",
        requiredProperties = {"event", "type", "state", "tries", "createdAt"})
record DeliveryView(
        @Schema(
                pattern = "^msg_[0-9A-Za-z]{16,40}$",
                description = "The event's id, which is the `webhook-id` of every attempt.",
                examples = "msg_2KWPBgLlAfxdpx2AI54pPJ85")
        String event,

        @Schema(description = "What the event tells of.", examples = "release.published")
        String type,

        State state,

        @Schema(minimum = "0", description = "How many attempts there were, since it was last replayed.")
        int tries,

        @Schema(description = "When the event was queued for this webhook (RFC 3339, UTC).")
        Instant createdAt,

        @Schema(
                description = "When the next attempt is due, if it is PENDING (RFC 3339, UTC). While one is under way, "
                        + "when it will be taken for lost.")
        Instant nextAt,

        @Schema(description = "The last attempt, if there was one.")
        AttemptView lastAttempt,

        @Schema(description = "What is sent: see the contract's `webhooks`. Not in lists.")
        Map<String, Object> payload,

        @Schema(description = "The attempts, the newest first, at most 100. Not in lists.")
        List<AttemptView> attempts) {

    /** What has become of it. */
    @Schema(
            name = "WebhookDeliveryState",
            description = "PENDING: it is still to arrive. DELIVERED: it has arrived. DEAD: it was given up, after ten "
                    + "attempts or because the webhook was disabled; it can be replayed.")
    enum State {
        PENDING,
        DELIVERED,
        DEAD
    }

    /** One attempt. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(
            name = "WebhookAttempt",
            description = "An attempt to tell of an event, and what was answered.",
            requiredProperties = {"at", "durationMs"})
    record AttemptView(
            @Schema(description = "When it was begun (RFC 3339, UTC).")
            Instant at,

            @Schema(minimum = "0", description = "How long it took, in milliseconds.")
            int durationMs,

            @Schema(minimum = "100", maximum = "999", description = "The status that was answered, if any was.")
            Integer status,

            @Schema(maxLength = 500, description = "Why there was no answer.")
            String error) {}

    DeliveryView with(Map<String, Object> sent, List<AttemptView> all) {
        return new DeliveryView(event, type, state, tries, createdAt, nextAt, lastAttempt, sent, all);
    }
}
