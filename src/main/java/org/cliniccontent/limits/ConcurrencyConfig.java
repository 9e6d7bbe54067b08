package org.cliniccontent.limits;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import org.cliniccontent.configuration.Bounds;

/**
 * How many requests are answered at once, and how they are shared out among callers. A request that is answered holds a
 * thread and at most one connection of the database's pool: together the lanes stay below the size of the pool
 * ({@code quarkus.datasource.jdbc.max-size}), so that probes and what runs in the background get one too.
 */
@ConfigMapping(prefix = "clinic.concurrency")
public interface ConcurrencyConfig {

    /**
     * Requests of one caller, or without valid credentials of one address, that may be under way at once: from their
     * head to the end of the response, whether their body still comes, they wait, or they are answered. Responses from
     * the cache and streams are not counted.
     */
    @WithDefault("200")
    @Bounds(min = "1", max = "1000000")
    int perCaller();

    /** Requests of all callers together that may wait in a lane for their turn. Each takes about 10 kB. */
    @WithDefault("2000")
    @Bounds(min = "1", max = "100000")
    int maxWaiting();

    /** GET, HEAD and OPTIONS. */
    Reads reads();

    /** All other methods. */
    Writes writes();

    /** Verifications of credentials, which are shared out among client addresses. */
    Verifications verifications();

    /** How many reads are answered at once. */
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

    /** How many writes are answered at once. They may be large, and wait for one another's locks. */
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

    /** How many credentials are verified at once. */
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

    /** A kind of work that has threads and connections of its own. */
    interface Lane {

        /** How many run at once. Without valid credentials at most three quarters of them. */
        int running();

        /** How many of them one caller, or one address, may have. */
        int perCaller();

        /** How long a request may wait for its turn before it is refused. */
        Duration maxWait();
    }
}
