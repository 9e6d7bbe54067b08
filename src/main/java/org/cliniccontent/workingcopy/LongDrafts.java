package org.cliniccontent.workingcopy;

import jakarta.inject.Singleton;
import org.cliniccontent.http.body.LongBodies;

/** A document's draft has its source in it. */
@Singleton
class LongDrafts implements LongBodies {

    @Override
    public String path() {
        return "/v1/drafts/";
    }

    @Override
    public int maxBytes() {
        return DraftResource.MAX_BYTES;
    }
}
