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
        description = "The delivery of an event to a webhook.",
        requiredProperties = {"event", "type", "state", "tries", "createdAt"})
record DeliveryView(
        @Schema(
                pattern = "^msg_[0-9A-Za-z]{16,40}$",
                description = "The event's id, which is the `webhook-id` of every attempt.",
                examples = "msg_2KWPBgLlAfxdpx2AI54pPJ85")
        String event,

        @Schema(description = "The type of the event.", examples = "release.published")
        String type,

        State state,

        @Schema(minimum = "0", description = "The number of attempts since the delivery was last replayed.")
        int tries,

        @Schema(description = "The time at which the event was queued for this webhook (RFC 3339, UTC).")
        Instant createdAt,

        @Schema(
                description =
                        "The time at which the next attempt is due, if the delivery is PENDING (RFC 3339, UTC); during an attempt, "
                                + "the time at which its lease expires.")
        Instant nextAt,

        @Schema(description = "The last attempt, if there was one.")
        AttemptView lastAttempt,

        @Schema(description = "The message: see the contract's `webhooks`. Not in lists.")
        Map<String, Object> payload,

        @Schema(description = "The attempts, the newest first, at most 100. Not in lists.")
        List<AttemptView> attempts) {

    /** The state of a delivery. */
    @Schema(
            name = "WebhookDeliveryState",
            description =
                    "PENDING: not delivered yet. DELIVERED: the webhook has accepted it. DEAD: given up, after ten "
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
            description = "An attempt to deliver an event, and its result.",
            requiredProperties = {"at", "durationMs"})
    record AttemptView(
            @Schema(description = "The time at which it began (RFC 3339, UTC).")
            Instant at,

            @Schema(minimum = "0", description = "The duration, in milliseconds.")
            int durationMs,

            @Schema(minimum = "100", maximum = "999", description = "The status of the response, if there was one.")
            Integer status,

            @Schema(maxLength = 500, description = "The reason why there was no response.")
            String error) {}

    DeliveryView with(Map<String, Object> sent, List<AttemptView> all) {
        return new DeliveryView(event, type, state, tries, createdAt, nextAt, lastAttempt, sent, all);
    }
}
