package org.cliniccontent.bench;

import java.util.Locale;
import java.util.Set;

/** Which of the service's headers the floor answers with. */
enum FloorHeaders {
    /** The same bytes on the wire. */
    ALL,
    /** What a server that serves files would need. */
    FEW;

    private static final Set<String> NEEDED = Set.of("content-type", "content-length", "etag");

    boolean has(String name) {
        return this == ALL || NEEDED.contains(name.toLowerCase(Locale.ROOT));
    }
}
