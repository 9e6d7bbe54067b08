package org.cliniccontent.http.address;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.InetAddress;
import java.util.Optional;
import org.cliniccontent.http.connection.Connections;

/**
 * Attribution of connections to clients. Trusted proxies are exempt from the limit per address: their clients are told
 * apart later.
 */
@ApplicationScoped
class ConnectionPeers {

    private final ClientAddresses addresses;

    ConnectionPeers(ClientAddresses addresses) {
        this.addresses = addresses;
    }

    void onStart(@Observes StartupEvent event) {
        Connections.current().ifPresent(connections -> connections.countBy(this::peer));
    }

    private Optional<Object> peer(InetAddress address) {
        var peer = ClientAddress.of(address.getAddress());
        return addresses.isTrustedProxy(peer) ? Optional.empty() : Optional.of(peer.subscriber());
    }
}
