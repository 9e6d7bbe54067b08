package org.cliniccontent.webhook;

import java.util.Collection;

/**
 * An event for partners.
 *
 * @param id the same for every attempt at every endpoint
 * @param entityTypes the types of the entities that it is about; empty: it is not about entities
 * @param payload the exact bytes to send
 */
record WebhookEvent(String id, EventType type, Collection<String> entityTypes, String payload, Priority priority) {

    /** Creates an event with a new id. */
    static WebhookEvent of(EventType type, Collection<String> entityTypes, String payload) {
        return of(type, entityTypes, payload, Priority.NEWS);
    }

    static WebhookEvent of(EventType type, Collection<String> entityTypes, String payload, Priority priority) {
        return new WebhookEvent(EventId.generate(), type, entityTypes, payload, priority);
    }
}
