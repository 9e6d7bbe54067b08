package org.cliniccontent.read;

import java.net.URI;
import org.cliniccontent.release.TypeDescription;

/** The entity has another slug now. */
final class Moved extends RuntimeException {

    private final String surrogateKey;
    private final String from;
    private final String to;

    Moved(TypeDescription type, String from, String to) {
        super("moved to " + to, null, false, false);
        this.surrogateKey = type.name() + '/' + from;
        this.from = type.pathOf(from);
        this.to = type.pathOf(to);
    }

    /** Of the slug that was asked for, which may be given to an entity again. */
    String surrogateKey() {
        return surrogateKey;
    }

    /** The same request under the new slug. */
    URI location(URI asked) {
        var path = to + asked.getRawPath().substring(from.length());
        return URI.create(asked.getRawQuery() == null ? path : path + '?' + asked.getRawQuery());
    }
}
