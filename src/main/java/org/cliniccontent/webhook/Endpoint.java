package org.cliniccontent.webhook;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A partner's server that receives events; its signing secrets are kept separately.
 *
 * @param owner the id of the owning {@link org.cliniccontent.access.Caller}
 * @param failingSince the first failure since the last success
 * @param version counts the changes of its settings
 */
record Endpoint(
        UUID id,
        String owner,
        EndpointSettings settings,
        State state,
        Optional<DisabledReason> disabledReason,
        Instant createdAt,
        Optional<Instant> failingSince,
        int version) {

    /** The state of an endpoint: only an enabled one receives deliveries. */
    @Schema(
            name = "WebhookState",
            description = "The state of the webhook. While it is DISABLED, no events are queued for it.")
    enum State {
        ENABLED,
        DISABLED
    }

    /** The reason why an endpoint is disabled. */
    @Schema(
            name = "WebhookDisabledReason",
            description =
                    "The reason why it is disabled. REQUESTED: by its owner. GONE: it responded with 410. FAILING: for days "
                            + "every attempt failed.")
    enum DisabledReason {
        REQUESTED,
        GONE,
        FAILING
    }

    static Endpoint of(ResultSet row) throws SQLException {
        return new Endpoint(
                row.getObject("id", UUID.class),
                row.getString("owner"),
                new EndpointSettings(
                        row.getString("url"),
                        Optional.ofNullable(row.getString("description")),
                        List.of((String[]) row.getArray("event_types").getArray()),
                        List.of((String[]) row.getArray("entity_types").getArray())),
                State.valueOf(row.getString("state")),
                Optional.ofNullable(row.getString("disabled_reason")).map(DisabledReason::valueOf),
                row.getTimestamp("created_at").toInstant(),
                Optional.ofNullable(row.getTimestamp("failing_since")).map(Timestamp::toInstant),
                row.getInt("version"));
    }

    boolean isEnabled() {
        return state == State.ENABLED;
    }

    /** Returns the tag that {@code If-Match} must name to change its settings. */
    String tag() {
        return String.format(Locale.ROOT, "\"%s-%d\"", Long.toHexString(id.getLeastSignificantBits()), version);
    }
}
