package org.cliniccontent.limits;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import org.cliniccontent.configuration.Bounds;

/** Quotas of requests. */
@ConfigMapping(prefix = "clinic.limits")
public interface LimitsConfig {

    /** Enforcement of quotas. */
    @WithDefault("true")
    boolean enabled();

    /** Time in which a used-up quota is refilled, evenly, in whole seconds. */
    @WithDefault("PT60S")
    @Bounds(min = "1s", max = "1d")
    Duration window();

    /** Quota of each caller with valid credentials, wherever its requests come from. */
    Caller caller();

    /** Quota of each client address without valid credentials: an IPv4 address, or the /64 of an IPv6 address. */
    Address address();

    /**
     * Quota, per client address, of attempts with credentials not known to be valid. Successful ones do not count. It
     * may not exceed the quota of an address.
     */
    Attempt attempt();

    /**
     * Maximum number of callers, and of addresses, that are tracked, at 360 bytes each. Beyond it the least active are
     * forgotten, and start with a full quota again.
     */
    @WithDefault("100000")
    @Bounds(min = "1", max = "10000000")
    int maxTracked();

    /** A caller's quota. */
    interface Caller {

        /** Number of requests in a window, all of which may come at once. */
        @WithDefault("12000")
        @Bounds(min = "1", max = "1000000000")
        long requests();
    }

    /** An address's quota. */
    interface Address {

        /** Number of requests in a window, all of which may come at once. */
        @WithDefault("6000")
        @Bounds(min = "1", max = "1000000000")
        long requests();
    }

    /** An address's quota of attempts with credentials. */
    interface Attempt {

        /** Number of attempts with unverified credentials that an address may make in a window. */
        @WithDefault("600")
        @Bounds(min = "1", max = "1000000000")
        long requests();
    }
}
