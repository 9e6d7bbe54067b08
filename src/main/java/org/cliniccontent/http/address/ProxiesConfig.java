package org.cliniccontent.http.address;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Optional;

/** The proxies in front of the service. */
@ConfigMapping(prefix = "clinic.limits")
public interface ProxiesConfig {

    /**
     * The proxies in front. Only they are believed about where a request comes from. Without them all clients behind a
     * proxy share its address and its quota.
     */
    Optional<List<Network>> trustedProxies();

    /** The header in which the trusted proxies name the client. */
    @WithDefault("x-forwarded-for")
    ProxyHeader proxyHeader();
}
