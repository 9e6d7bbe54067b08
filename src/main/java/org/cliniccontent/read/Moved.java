package org.cliniccontent.read;

import java.net.URI;
import org.cliniccontent.release.TypeDescription;

/** The entity has another slug now. */
final class Moved extends RuntimeException {

    private final String from;
    private final String to;

    Moved(TypeDescription type, String from, String to) {
        super("moved to " + to, null, false, false);
        this.from = type.pathOf(from);
        this.to = type.pathOf(to);
    }

    /** The same request under the new slug. */
    URI location(URI asked) {
        var path = to + asked.getRawPath().substring(from.length());
        return URI.create(asked.getRawQuery() == null ? path : path + '?' + asked.getRawQuery());
    }
}
