package org.cliniccontent.release;

import java.util.Set;

/**
 * A request to publish, apart from the content to publish.
 *
 * @param author the publisher's name
 * @param reusedSlugs paths such as {@code conditions/osteoarthritis} that belonged to another entity and are taken over
 *     on purpose
 */
public record ReleaseRequest(String message, String author, Set<String> reusedSlugs) {

    public ReleaseRequest(String message, String author) {
        this(message, author, Set.of());
    }
}
