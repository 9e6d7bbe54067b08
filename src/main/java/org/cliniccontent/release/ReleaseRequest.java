package org.cliniccontent.release;

import java.util.Set;

/**
 * An act of publishing, apart from what it publishes.
 *
 * @param author who publishes, by name
 * @param reusedSlugs paths such as {@code conditions/osteoarthritis} that were another entity's once and are taken over
 *     on purpose
 */
public record ReleaseRequest(String message, String author, Set<String> reusedSlugs) {

    public ReleaseRequest(String message, String author) {
        this(message, author, Set.of());
    }
}
