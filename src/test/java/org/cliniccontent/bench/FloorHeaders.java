package org.cliniccontent.bench;

import java.util.Locale;
import java.util.Set;

/** The subset of the service's headers that the floor sends. */
enum FloorHeaders {
    /** All headers: the same bytes on the wire. */
    ALL,
    /** The headers that a file server would send. */
    FEW;

    private static final Set<String> NEEDED = Set.of("content-type", "content-length", "etag");

    boolean has(String name) {
        return this == ALL || NEEDED.contains(name.toLowerCase(Locale.ROOT));
    }
}
