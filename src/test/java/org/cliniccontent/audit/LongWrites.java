package org.cliniccontent.audit;

import jakarta.inject.Singleton;
import org.cliniccontent.http.body.LongBodies;

/** The bodies of {@link WriteResource} are longer than the usual ones. */
@Singleton
class LongWrites implements LongBodies {

    @Override
    public String path() {
        return "/test/writes/";
    }

    @Override
    public int maxBytes() {
        return WriteResource.MAX_BYTES;
    }
}
