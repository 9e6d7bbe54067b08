package org.cliniccontent.bundle;

import jakarta.inject.Singleton;
import org.cliniccontent.http.body.LongBodies;

/** A bundle has all content in it. */
@Singleton
class LongBundles implements LongBodies {

    @Override
    public String path() {
        return "/v1/imports";
    }

    @Override
    public int maxBytes() {
        return BundleResource.MAX_BYTES;
    }
}
