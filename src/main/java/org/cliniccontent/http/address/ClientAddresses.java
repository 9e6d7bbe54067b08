package org.cliniccontent.http.address;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.cliniccontent.http.RequestOrigin;

/** The origin of requests, behind whatever trusted proxies. */
@ApplicationScoped
public class ClientAddresses implements RequestOrigin {

    private final ProxyChain chain;
    private final boolean hasProxies;
    private final String header;
    private final String schemeHeader;

    ClientAddresses(ProxiesConfig config) {
        var proxies = config.trustedProxies().orElse(List.of());
        chain = new ProxyChain(proxies, config.proxyHeader());
        hasProxies = !proxies.isEmpty();
        header = config.proxyHeader().field();
        schemeHeader = config.proxyHeader() == ProxyHeader.FORWARDED ? header : "x-forwarded-proto";
    }

    boolean isTrustedProxy(ClientAddress address) {
        return chain.trusts(address);
    }

    public ClientAddress of(RoutingContext context) {
        var request = context.request();
        var peer = peer(request);
        return chain.trusts(peer) ? chain.client(peer, request.headers().getAll(header)) : peer;
    }

    @Override
    public boolean isSecure(RoutingContext context) {
        var request = context.request();
        return request.isSSL()
                || (hasProxies
                        && chain.trusts(peer(request))
                        && chain.isSecure(request.headers().getAll(schemeHeader)));
    }

    private static ClientAddress peer(HttpServerRequest request) {
        // The peer of the connection, not of the request: the framework can be set up to let any header replace the
        // latter.
        var remote = request.connection().remoteAddress();
        return remote == null
                ? ClientAddress.UNKNOWN
                : ClientAddress.parse(remote.hostAddress()).orElse(ClientAddress.UNKNOWN);
    }
}
