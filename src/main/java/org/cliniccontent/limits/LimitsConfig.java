package org.cliniccontent.limits;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import org.cliniccontent.configuration.Bounds;

/** Quotas of requests. */
@ConfigMapping(prefix = "clinic.limits")
public interface LimitsConfig {

    /** Whether quotas are enforced. */
    @WithDefault("true")
    boolean enabled();

    /** The time in which a used-up quota is refilled, evenly, in whole seconds. */
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
     * How many callers, and how many addresses, are tracked, at 360 bytes each. Beyond that the least active are
     * forgotten, and begin with a whole quota again.
     */
    @WithDefault("100000")
    @Bounds(min = "1", max = "10000000")
    int maxTracked();

    /** A caller's quota. */
    interface Caller {

        /** How many requests in a window this quota admits, all of which may come at once. */
        @WithDefault("12000")
        @Bounds(min = "1", max = "1000000000")
        long requests();
    }

    /** An address's quota. */
    interface Address {

        /** How many requests in a window this quota admits, all of which may come at once. */
        @WithDefault("6000")
        @Bounds(min = "1", max = "1000000000")
        long requests();
    }

    /** An address's quota of attempts with credentials. */
    interface Attempt {

        /** How many attempts with unverified credentials an address may make in a window. */
        @WithDefault("600")
        @Bounds(min = "1", max = "1000000000")
        long requests();
    }
}
