package org.cliniccontent.release;

import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;
import org.cliniccontent.content.Link;
import org.cliniccontent.content.TypeDescription;

/**
 * A published state of one entity. It is immutable.
 *
 * @param state {@link #PUBLISHED}, or DELETED or WITHDRAWN for a tombstone
 * @param release the release that published this state
 * @param updatedAt that release's time; null if it was read as the target of a link
 * @param reviewDue the due date of its own review; null if it has none of its own
 * @param body its canonical JSON in UTF-8; null if it was read as the target of a link
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

    /** Creates an item with only the members that a link to it shows. */
    public static Item linked(UUID id, String type, String slug, String name) {
        return new Item(id, type, slug, name, PUBLISHED, 0, null, null, null, null);
    }

    /** Creates a link with everything that a reader needs to show and follow it. */
    public Link link(TypeDescription description) {
        return new Link(id, type, slug, name, description.pathOf(slug));
    }

    public boolean isPublished() {
        return state.equals(PUBLISHED);
    }
}
