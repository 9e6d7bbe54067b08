package org.cliniccontent.webhook;

import java.util.Collection;

/**
 * Something that partners are told.
 *
 * @param id the same for every attempt at every endpoint
 * @param entityTypes the types of the entities that it is about; none: it is not about entities
 * @param payload what is sent, to the byte
 */
record WebhookEvent(String id, EventType type, Collection<String> entityTypes, String payload, Priority priority) {

    /** Under an id of its own. */
    static WebhookEvent of(EventType type, Collection<String> entityTypes, String payload) {
        return of(type, entityTypes, payload, Priority.NEWS);
    }

    static WebhookEvent of(EventType type, Collection<String> entityTypes, String payload, Priority priority) {
        return new WebhookEvent(EventId.generate(), type, entityTypes, payload, priority);
    }
}
