package org.cliniccontent.limits;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicReference;
import org.cliniccontent.access.CurrentRequest;
import org.cliniccontent.http.ProblemWriter;
import org.cliniccontent.http.RequestEnd;
import org.cliniccontent.http.RequestFlow;
import org.cliniccontent.http.address.ClientAddresses;
import org.cliniccontent.http.problem.ProblemException;

/**
 * Limits concurrent requests, so that no caller takes the threads and database connections that all need. Cached
 * responses are served before this filter, and do not count.
 */
@ApplicationScoped
public class ConcurrencyLimits {

    /** The priority before the request's body is read. */
    static final int PRIORITY = 885;

    /** The priority after the cache. */
    static final int READ_PRIORITY = 855;

    /** The last priority, after the body has arrived: from here on a request takes a thread. */
    static final int LANE_PRIORITY = 100;

    private static final Set<HttpMethod> READS = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);
    private static final String OPEN = "/q/";

    private static final String UNDER_WAY = ConcurrencyLimits.class.getName();

    private final ClientAddresses addresses;
    private final ProblemWriter problems;
    private final Lane reads;
    private final Lane writes;
    private final Lane verifications;
    private final int perCaller;
    private final ConcurrentMap<Party, Integer> underWay = new ConcurrentHashMap<>();
    private final Counter refused;

    ConcurrencyLimits(
            ConcurrencyConfig config, ClientAddresses addresses, ProblemWriter problems, MeterRegistry meters) {
        this.addresses = addresses;
        this.problems = problems;
        this.perCaller = config.perCaller();
        this.reads = new Lane("read", config.reads(), config.maxWaiting(), meters);
        this.writes = new Lane("write", config.writes(), config.maxWaiting(), meters);
        this.verifications = new Lane("verification", config.verifications(), config.maxWaiting(), meters);
        this.refused = Lane.refused("all", "caller", meters);
        Gauge.builder("clinic.concurrency.callers", underWay, Map::size)
                .description("Callers and addresses with requests in progress")
                .register(meters);
    }

    void register(@Observes Filters filters) {
        filters.register(context -> count(context, !isRead(context)), PRIORITY);
        filters.register(context -> count(context, isRead(context)), READ_PRIORITY);
        filters.register(this::admit, LANE_PRIORITY);
    }

    /** Returns the party that a request counts against; its credentials have been verified. */
    public Party partyOf(RoutingContext context) {
        var caller = CurrentRequest.callerOf(context);
        return caller.isAnonymous() ? addressOf(context) : Party.of(caller);
    }

    private Party addressOf(RoutingContext context) {
        return Party.of(addresses.of(context));
    }

    private static boolean isRead(RoutingContext context) {
        return READS.contains(context.request().method());
    }

    private void count(RoutingContext context, boolean counts) {
        if (!counts) {
            context.next();
            return;
        }
        if (RequestEnd.isOver(context)) {
            // The client disconnected while its credentials were verified.
            return;
        }
        var party = partyOf(context);
        if (underWay.merge(party, 1, Integer::sum) > perCaller) {
            uncount(party);
            refused.increment();
            refuse(context, Lane.tooMany("At most " + perCaller + " requests of one caller may be under way at once"));
            return;
        }
        var visit = new AtomicReference<>(party);
        context.put(UNDER_WAY, visit);
        RequestEnd.then(context, () -> uncount(visit));
        context.next();
    }

    /** Marks the request as a stream, which is from here on counted as one. */
    public void becomesStream(RoutingContext context) {
        AtomicReference<Party> visit = context.get(UNDER_WAY);
        if (visit != null) {
            uncount(visit);
        }
    }

    private void uncount(AtomicReference<Party> visit) {
        var party = visit.getAndSet(null);
        if (party != null) {
            uncount(party);
        }
    }

    private void uncount(Party party) {
        underWay.computeIfPresent(party, (whose, count) -> count == 1 ? null : count - 1);
    }

    private void admit(RoutingContext context) {
        if (context.request().path().startsWith(OPEN)) {
            context.next();
            return;
        }
        (isRead(context) ? reads : writes)
                .enter(
                        context,
                        partyOf(context),
                        turn -> {
                            LanePermit.begin(context, turn);
                            context.next();
                        },
                        refusal -> refuse(context, refusal));
    }

    private void refuse(RoutingContext context, ProblemException refusal) {
        // The rest of the body is not read.
        RequestFlow.resume(context);
        problems.refuse(context, refusal);
    }

    /**
     * Runs, on a worker, work that a read needs before it can be answered. The future fails with a problem if the
     * request is refused.
     */
    public <T> Future<T> read(RoutingContext context, Callable<T> work) {
        return reads.call(context, partyOf(context), work);
    }

    /** Verifies credentials on a worker. The future fails with a problem if the request is refused. */
    public <T> Future<T> verification(RoutingContext context, Callable<T> work) {
        return verifications.call(context, addressOf(context), work);
    }
}
