package org.cliniccontent.webhook;

import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Finds the addresses of a host by its name. */
interface Resolver {

    /**
     * Does not block.
     *
     * @return none if there is no such name, or it has no address; a {@link LookupException} if nobody says in time
     */
    CompletableFuture<List<InetAddress>> resolve(String host);
}
