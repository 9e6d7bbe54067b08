package org.cliniccontent.partner;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.JsonNode;

/**
 * A change of one entity.
 *
 * @param op upsert, delete or withdraw
 * @param body the entity, for an upsert
 * @param reason the reason, for a withdrawal: for the person who takes it down
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Change(
        String op,
        String type,
        String id,
        String slug,
        long release,
        String sha256,
        JsonNode body,
        String reason,
        String urgency,
        JsonNode replacement) {

    public Key key() {
        return new Key(type, id);
    }

    public boolean isUpsert() {
        return op.equals("upsert");
    }
}
