package org.cliniccontent.http.address;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Optional;

/** The proxies in front of the service. */
@ConfigMapping(prefix = "clinic.limits")
public interface ProxiesConfig {

    /**
     * The trusted proxies in front. Only they are believed about the client's address. Without them all clients behind
     * a proxy share its address and its quota.
     */
    Optional<List<Network>> trustedProxies();

    /** Header in which the trusted proxies name the client. */
    @WithDefault("x-forwarded-for")
    ProxyHeader proxyHeader();
}
