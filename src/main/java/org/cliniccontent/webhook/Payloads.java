package org.cliniccontent.webhook;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.cliniccontent.authentication.KeyExpiry;
import org.cliniccontent.content.Link;
import org.cliniccontent.content.Tombstone;
import org.cliniccontent.release.Change;
import org.cliniccontent.release.CurrentRelease;
import org.cliniccontent.release.Removal;
import org.cliniccontent.review.ReviewOverdue;
import org.cliniccontent.sync.SyncTokens;

/**
 * The payloads of events: the changed entities and the token to fetch them by, not the content. They are always below
 * 20 kB, as Standard Webhooks demands: long texts are truncated, and long lists end early.
 */
@ApplicationScoped
class Payloads {

    static final int MAX_BYTES = 20_000;
    static final int MAX_CHANGES = 100;
    static final int MAX_NAME = 500;
    static final int MAX_REASON = 2_000;

    private static final String CUT = "…";

    private final ObjectMapper json;
    private final SyncTokens tokens;

    Payloads(ObjectMapper json, SyncTokens tokens) {
        this.json = json;
        this.tokens = tokens;
    }

    /** The envelope of every event. */
    record Message(String type, Instant timestamp, Object data) {}

    /** A release's change of one entity. */
    record Changed(Change.Kind kind, String type, UUID id, String slug) {}

    /**
     * The data of a published release.
     *
     * @param changes the first of its changes
     */
    record ReleaseData(long release, Instant publishedAt, List<Changed> changes, int changesTotal, String token) {}

    /** The data of a withdrawn entity, which should no longer be relied on. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record WithdrawnData(
            long release,
            String type,
            UUID id,
            String slug,
            String name,
            String reason,
            Tombstone.Urgency urgency,
            Link replacement,
            String token) {}

    /** The data of an overdue review. */
    record OverdueData(String type, UUID id, String slug, String name, LocalDate due, String token) {}

    /** The data of a disabled endpoint. */
    record DisabledData(UUID endpoint, String url, Endpoint.DisabledReason reason) {}

    /** The data of an API key that will expire or has expired. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record KeyData(String key, String name, KeyExpiry.Reason reason, Instant at, String replacedBy) {}

    /**
     * Builds the event of a release.
     *
     * @param changes the first of its changes
     * @param types the types of all changed entities
     */
    WebhookEvent published(CurrentRelease.At release, List<Changed> changes, int total, Collection<String> types) {
        var token = tokens.at(release.previous());
        int listed = Math.min(changes.size(), MAX_CHANGES);
        String payload;
        do {
            payload = write(
                    EventType.RELEASE_PUBLISHED,
                    release.publishedAt(),
                    new ReleaseData(release.number(), release.publishedAt(), changes.subList(0, listed), total, token));
            listed--;
        } while (payload.getBytes(StandardCharsets.UTF_8).length >= MAX_BYTES);
        return WebhookEvent.of(EventType.RELEASE_PUBLISHED, types, payload);
    }

    WebhookEvent withdrawn(CurrentRelease.At release, Removal removal) {
        var urgency = removal.urgency() == null ? Tombstone.Urgency.ROUTINE : removal.urgency();
        return WebhookEvent.of(
                EventType.ENTITY_WITHDRAWN,
                Set.of(removal.type()),
                write(
                        EventType.ENTITY_WITHDRAWN,
                        release.publishedAt(),
                        new WithdrawnData(
                                release.number(),
                                removal.type(),
                                removal.id(),
                                removal.slug(),
                                cut(removal.name(), MAX_NAME),
                                removal.reason() == null ? null : cut(removal.reason(), MAX_REASON),
                                removal.urgency(),
                                removal.replacement(),
                                tokens.at(release.previous()))),
                Priority.of(urgency));
    }

    /**
     * Builds the event of an overdue review.
     *
     * @param release the current release
     */
    WebhookEvent overdue(ReviewOverdue review, Instant noticed, long release) {
        return WebhookEvent.of(
                EventType.REVIEW_OVERDUE,
                Set.of(review.type()),
                write(
                        EventType.REVIEW_OVERDUE,
                        noticed,
                        new OverdueData(
                                review.type(),
                                review.id(),
                                review.slug(),
                                cut(review.name(), MAX_NAME),
                                review.due(),
                                tokens.at(release))));
    }

    WebhookEvent disabled(UUID endpoint, String url, Endpoint.DisabledReason reason, Instant when) {
        return WebhookEvent.of(
                EventType.WEBHOOK_DISABLED,
                Set.of(),
                write(EventType.WEBHOOK_DISABLED, when, new DisabledData(endpoint, url, reason)));
    }

    WebhookEvent ending(KeyExpiry key, Instant when) {
        var type = key.reason() == KeyExpiry.Reason.EXPIRING ? EventType.KEY_EXPIRING : EventType.KEY_ENDED;
        var data = new KeyData(
                key.key(), key.name(), key.reason(), key.at(), key.replacedBy().orElse(null));
        return WebhookEvent.of(type, Set.of(), write(type, when, data));
    }

    /** Truncates a text without splitting a character. */
    static String cut(String text, int length) {
        return text.codePointCount(0, text.length()) <= length
                ? text
                : text.substring(0, text.offsetByCodePoints(0, length - 1)) + CUT;
    }

    private String write(EventType type, Instant timestamp, Object data) {
        try {
            return json.writeValueAsString(new Message(type.value(), timestamp, data));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("records of plain values can always be written", e);
        }
    }
}
