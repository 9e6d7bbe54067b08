package org.cliniccontent.release;

import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;

/**
 * One published state of one entity. It never changes.
 *
 * @param state {@link #PUBLISHED}, or DELETED or WITHDRAWN for a tombstone
 * @param release the release that published this state
 * @param updatedAt that release's time
 * @param reviewDue when its own review is due; null if it has none of its own
 * @param body its canonical JSON
 * @param sha256 the hash of the body
 */
public record Item(
        UUID id,
        String type,
        String slug,
        String name,
        String state,
        long release,
        Instant updatedAt,
        LocalDate reviewDue,
        String body,
        String sha256) {

    public static final String PUBLISHED = "PUBLISHED";

    public boolean isPublished() {
        return state.equals(PUBLISHED);
    }
}
