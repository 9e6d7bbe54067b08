package org.cliniccontent.webhook;

import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A resolver of host names. */
interface Resolver {

    /**
     * Resolves a host without blocking.
     *
     * @return empty if the name does not exist or has no address; fails with a {@link LookupException} if no server
     *     answers in time
     */
    CompletableFuture<List<InetAddress>> resolve(String host);
}
