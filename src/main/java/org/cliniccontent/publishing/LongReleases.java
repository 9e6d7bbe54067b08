package org.cliniccontent.publishing;

import jakarta.inject.Singleton;
import org.cliniccontent.http.body.LongBodies;

/** Allows long bodies for releases, which may list all their entities. */
@Singleton
class LongReleases implements LongBodies {

    @Override
    public String path() {
        return "/v1/releases";
    }

    @Override
    public int maxBytes() {
        return PublishingResource.MAX_BYTES;
    }
}
