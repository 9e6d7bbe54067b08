package org.cliniccontent.webhook;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The types of events. */
enum EventType {
    RELEASE_PUBLISHED("release.published", "A release was published: there is something to fetch."),
    ENTITY_WITHDRAWN("entity.withdrawn", "An entity was withdrawn, and is to be taken down where it is still shown."),
    REVIEW_OVERDUE("review.overdue", "An entity was not reviewed when it was due."),
    WEBHOOK_DISABLED("webhook.disabled", "Another webhook of the same owner was disabled because it failed."),
    KEY_EXPIRING("key.expiring", "An API key of the webhook's owner will expire soon."),
    KEY_ENDED("key.ended", "An API key of the webhook's owner has expired or was revoked."),
    PING("ping", "A test message, sent on request.");

    private final String value;
    private final String meaning;

    EventType(String value, String meaning) {
        this.value = value;
        this.meaning = meaning;
    }

    /** Returns the name in messages, subscriptions and the contract. */
    String value() {
        return value;
    }

    String meaning() {
        return meaning;
    }

    static Optional<EventType> of(String value) {
        return Arrays.stream(values()).filter(type -> type.value.equals(value)).findFirst();
    }

    /** Returns the types that an endpoint may subscribe to; pings are sent to a single endpoint on request. */
    static List<EventType> subscribable() {
        return Arrays.stream(values()).filter(type -> type != PING).toList();
    }
}
