package org.cliniccontent.read;

import java.net.URI;

/** The entity has another slug now. */
final class Moved extends RuntimeException {

    private final transient URI location;

    Moved(URI location) {
        super("moved to " + location, null, false, false);
        this.location = location;
    }

    URI location() {
        return location;
    }
}
