package org.cliniccontent.webhook;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Finds the addresses of a host by its name. */
interface Resolver {

    /** @throws UnknownHostException if it has none, or nobody says in time */
    List<InetAddress> resolve(String host) throws UnknownHostException;
}
