package org.cliniccontent.cache;

import java.net.URI;
import org.cliniccontent.content.TypeDescription;

/** The entity has another slug now. */
public final class MovedException extends RuntimeException {

    private final String surrogateKey;
    private final String from;
    private final String to;

    public MovedException(TypeDescription type, String from, String to) {
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
