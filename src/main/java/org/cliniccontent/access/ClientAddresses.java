package org.cliniccontent.access;

import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** The address that a request comes from, whatever proxies that are trusted lie between. */
@ApplicationScoped
public class ClientAddresses {

    private final ProxyChain chain;
    private final String header;

    ClientAddresses(LimitsConfig config) {
        chain = new ProxyChain(config.trustedProxies().orElse(List.of()), config.proxyHeader());
        header = config.proxyHeader().field();
    }

    boolean isTrustedProxy(ClientAddress address) {
        return chain.trusts(address);
    }

    public ClientAddress of(RoutingContext context) {
        var request = context.request();
        // The connection's, not the request's: the framework can be set up to let any header replace that.
        var remote = request.connection().remoteAddress();
        var peer = remote == null
                ? ClientAddress.UNKNOWN
                : ClientAddress.parse(remote.hostAddress()).orElse(ClientAddress.UNKNOWN);
        return chain.trusts(peer) ? chain.client(peer, request.headers().getAll(header)) : peer;
    }
}
