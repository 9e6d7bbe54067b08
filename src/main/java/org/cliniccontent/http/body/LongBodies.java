package org.cliniccontent.http.body;

/** Says of some endpoints that they take longer bodies than others, so that those are read before one is chosen. */
public interface LongBodies {

    /** What their paths begin with. */
    String path();

    /** How long their bodies may be. */
    int maxBytes();
}
