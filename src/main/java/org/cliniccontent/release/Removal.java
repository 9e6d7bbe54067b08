package org.cliniccontent.release;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.UUID;
import org.cliniccontent.content.Link;
import org.cliniccontent.content.Tombstone;

/**
 * The tombstone that replaces a removed entity.
 *
 * @param state DELETED or WITHDRAWN
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Removal(
        UUID id,
        String type,
        String slug,
        String name,
        Tombstone.Kind state,
        String reason,
        Tombstone.Urgency urgency,
        Link replacement) {

    static final String STATE = "state";
    static final String NAME = "name";
}
