package org.cliniccontent.access;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.cliniccontent.configuration.Bounds;

/** How many requests are answered, and whose they are. */
@ConfigMapping(prefix = "clinic.limits")
public interface LimitsConfig {

    /** Whether requests are counted at all. */
    @WithDefault("true")
    boolean enabled();

    /** The time in which a quota is whole again after it was used up, in whole seconds. It is refilled evenly. */
    @WithDefault("PT60S")
    @Bounds(min = "1s", max = "1d")
    Duration window();

    /** Of each caller with valid credentials, wherever its requests come from. */
    Caller caller();

    /** Of each client address without valid credentials: an IPv4 address, or the /64 of an IPv6 address. */
    Address address();

    /**
     * Of each client address with credentials that are not known to be valid: how often it is asked whether they are.
     * Those that are do not count. At most the quota of an address.
     */
    Attempt attempt();

    /**
     * Of how many callers, and of how many addresses, the use is remembered. Beyond that those that ask least are
     * forgotten, and begin with a whole quota again. Each takes 360 bytes.
     */
    @WithDefault("100000")
    @Bounds(min = "1", max = "10000000")
    int maxTracked();

    /**
     * The proxies in front, as addresses or ranges ({@code 10.0.0.0/8}). Only what these say of where a request comes
     * from is believed. Without them every client behind a proxy has the proxy's address, and shares its quota.
     */
    Optional<List<Network>> trustedProxies();

    /** The one header in which the trusted proxies say for whom they ask. */
    @WithDefault("x-forwarded-for")
    ProxyHeader proxyHeader();

    /** A caller's quota. */
    interface Caller {

        /** Requests in a window, all of which may come at once. */
        @WithDefault("12000")
        @Bounds(min = "1", max = "1000000000")
        long requests();
    }

    /** An address's quota. */
    interface Address {

        /** Requests in a window, all of which may come at once. */
        @WithDefault("6000")
        @Bounds(min = "1", max = "1000000000")
        long requests();
    }

    /** An address's quota of attempts with credentials. */
    interface Attempt {

        /** Attempts in a window, all of which may come at once. */
        @WithDefault("600")
        @Bounds(min = "1", max = "1000000000")
        long requests();
    }
}
