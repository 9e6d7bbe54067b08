package org.cliniccontent.cache;

import java.net.URI;
import org.cliniccontent.content.TypeDescription;

/** The entity has a new slug. */
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

    /** Returns the surrogate key of the old slug, which may be given to another entity later. */
    String surrogateKey() {
        return surrogateKey;
    }

    /** Returns the same request's URI under the new slug. */
    URI location(URI asked) {
        var path = to + asked.getRawPath().substring(from.length());
        return URI.create(asked.getRawQuery() == null ? path : path + '?' + asked.getRawQuery());
    }
}
