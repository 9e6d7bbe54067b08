package org.cliniccontent.limits;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import org.cliniccontent.configuration.Bounds;

/**
 * Limits of concurrent requests, and their distribution among callers. A request being answered holds a thread and at
 * most one connection of the database's pool: together the lanes stay below the size of the pool ({@code
 * quarkus.datasource.jdbc.max-size}), so that probes and background jobs get one too.
 */
@ConfigMapping(prefix = "clinic.concurrency")
public interface ConcurrencyConfig {

    /**
     * Maximum number of concurrent requests per caller, or per address without valid credentials, from the request's
     * head to the end of the response, including the time when the body arrives and when they wait. Responses from the
     * cache and streams are not counted.
     */
    @WithDefault("200")
    @Bounds(min = "1", max = "1000000")
    int perCaller();

    /**
     * Maximum number of requests, of all callers together, that wait in a lane for their turn. Each takes about 10 kB.
     */
    @WithDefault("2000")
    @Bounds(min = "1", max = "100000")
    int maxWaiting();

    /** Limits of GET, HEAD and OPTIONS. */
    Reads reads();

    /** Limits of all other methods. */
    Writes writes();

    /** Limits of verifications of credentials, which are shared among client addresses. */
    Verifications verifications();

    /** Limits of concurrent reads. */
    interface Reads extends Lane {

        @Override
        @WithDefault("10")
        @Bounds(min = "1", max = "1000")
        int running();

        @Override
        @WithDefault("6")
        @Bounds(min = "1", max = "1000")
        int perCaller();

        @Override
        @WithDefault("2s")
        @Bounds(min = "0s", max = "10m")
        Duration maxWait();
    }

    /** Limits of concurrent writes. They may be large, and wait for one another's locks. */
    interface Writes extends Lane {

        @Override
        @WithDefault("6")
        @Bounds(min = "1", max = "1000")
        int running();

        @Override
        @WithDefault("4")
        @Bounds(min = "1", max = "1000")
        int perCaller();

        @Override
        @WithDefault("20s")
        @Bounds(min = "0s", max = "10m")
        Duration maxWait();
    }

    /** Limits of concurrent verifications of credentials. */
    interface Verifications extends Lane {

        @Override
        @WithDefault("4")
        @Bounds(min = "1", max = "1000")
        int running();

        @Override
        @WithDefault("2")
        @Bounds(min = "1", max = "1000")
        int perCaller();

        @Override
        @WithDefault("2s")
        @Bounds(min = "0s", max = "10m")
        Duration maxWait();
    }

    /** Limits of a kind of work that has threads and connections of its own. */
    interface Lane {

        /** Maximum number that run at once. Requests without valid credentials get at most three quarters of them. */
        int running();

        /** Maximum number of them for one caller, or one address. */
        int perCaller();

        /** Maximum time a request waits for its turn before it is refused. */
        Duration maxWait();
    }
}
