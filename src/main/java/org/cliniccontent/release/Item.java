package org.cliniccontent.release;

import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;
import org.cliniccontent.content.Link;
import org.cliniccontent.content.TypeDescription;

/**
 * One published state of one entity. It never changes.
 *
 * @param state {@link #PUBLISHED}, or DELETED or WITHDRAWN for a tombstone
 * @param release the release that published this state
 * @param updatedAt that release's time; null in what was read to be linked to
 * @param reviewDue when its own review is due; null if it has none of its own
 * @param body its canonical JSON in UTF-8; null in what was read to be linked to
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
        byte[] body,
        String sha256) {

    public static final String PUBLISHED = "PUBLISHED";

    /** With as much of it as a link to it shows. */
    public static Item linked(UUID id, String type, String slug, String name) {
        return new Item(id, type, slug, name, PUBLISHED, 0, null, null, null, null);
    }

    /** A link with everything that a reader needs to show and follow it. */
    public Link link(TypeDescription description) {
        return new Link(id, type, slug, name, description.pathOf(slug));
    }

    public boolean isPublished() {
        return state.equals(PUBLISHED);
    }
}
