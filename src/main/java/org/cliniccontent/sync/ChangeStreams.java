package org.cliniccontent.sync;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.cliniccontent.database.Database.DatabaseException;
import org.cliniccontent.database.DatabaseFailure;
import org.cliniccontent.http.problem.ProblemException;
import org.cliniccontent.limits.ConcurrencyLimits;
import org.cliniccontent.release.CurrentRelease;
import org.cliniccontent.release.ReleaseSeen;
import org.cliniccontent.sync.StreamPermits.Permit;
import org.jboss.resteasy.reactive.server.core.CurrentRequestManager;

/**
 * The streams that are open on this replica. Each holds a connection and its place in the feed, and nothing else while it
 * waits: what they need of the database a few threads read for all of them, and one timer looks after them.
 */
@ApplicationScoped
class ChangeStreams {

    /** As many connections of the pool streams may take: the rest is for who asks and waits. */
    private static final int WORKERS = 4;

    private static final Duration SWEEP = Duration.ofSeconds(1);

    /** How long the service, when it stops, waits for a client that takes nothing. */
    private static final Duration STALL_WHEN_STOPPING = Duration.ofSeconds(2);

    private final StreamChunks stretches;
    private final Feed feed;
    private final CurrentRelease current;
    private final SyncConfig config;
    private final Vertx vertx;
    private final ConcurrencyLimits callers;
    private final CurrentVertxRequest request;
    private final StreamPermits permits;
    private final BufferedChunks held;
    private final StreamMeters meters;

    private final Set<ChangeStream> open = ConcurrentHashMap.newKeySet();
    private final ThreadPoolExecutor workers = new ThreadPoolExecutor(
            WORKERS,
            WORKERS,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> new Thread(task, "change-streams"),
            // What is still asked when the service has stopped is for nobody.
            new ThreadPoolExecutor.DiscardPolicy());

    private final AtomicBoolean away = new AtomicBoolean();
    private final AtomicBoolean probing = new AtomicBoolean();
    private volatile boolean stopping;

    ChangeStreams(
            StreamChunks stretches,
            Feed feed,
            CurrentRelease current,
            SyncConfig config,
            Vertx vertx,
            ConcurrencyLimits callers,
            CurrentVertxRequest request,
            MeterRegistry registry) {
        this.stretches = stretches;
        this.feed = feed;
        this.current = current;
        this.config = config;
        this.vertx = vertx;
        this.callers = callers;
        this.request = request;
        this.permits = new StreamPermits(config.maxStreams(), config.maxStreamsPerCaller());
        this.held = new BufferedChunks(config.maxHeld().asLongValue());
        this.meters = new StreamMeters(registry, open, permits, held);
        workers.allowCoreThreadTimeOut(true);
    }

    void onStart(@Observes StartupEvent event) {
        long millis = Math.min(
                SWEEP.toMillis(),
                Math.max(
                        1,
                        Math.min(
                                        config.heartbeat().toMillis(),
                                        config.stallTimeout().toMillis())
                                / 4));
        vertx.setPeriodic(millis, timer -> sweep());
    }

    /** The endpoints may still be asked for a while: what they begin then ends at its first checkpoint. */
    void onStopping(@Observes ShutdownDelayInitiatedEvent event) {
        stopping = true;
        open.forEach(ChangeStream::wake);
    }

    void onStop(@Observes ShutdownEvent event) {
        workers.shutdownNow();
    }

    void onRelease(@Observes ReleaseSeen seen) {
        open.forEach(seen.otherHistory() ? ChangeStream::leave : ChangeStream::wake);
    }

    /**
     * An answer that is streamed from a token on.
     *
     * @throws ProblemException 429 if the caller has as many streams as it may, 503 if there are as many in all
     */
    Response.ResponseBuilder answer(SyncToken token, StreamFormat format) {
        var permit = take();
        var first = stretches.after(token, format);
        return Response.ok(new Streamed(format, first, permit))
                .header(HttpHeaders.CONTENT_TYPE, format.mediaType())
                .header("Content-Release", first.next().release())
                .header(HttpHeaders.CACHE_CONTROL, "no-store");
    }

    /** Whatever comes of the request after this, its permit is released. */
    private Permit take() {
        try {
            var permit = permits.take(callers.partyOf(request.getCurrent()));
            CurrentRequestManager.get().registerCompletionCallback(done -> permit.releaseUnlessUsed());
            return permit;
        } catch (ProblemException e) {
            meters.refused(e);
            throw e;
        }
    }

    void begin(Streamed streamed, RoutingContext request) {
        if (request.request().method() == HttpMethod.HEAD) {
            request.response().end();
            return;
        }
        var stream = new ChangeStream(this, streamed.permit(), request, streamed.format(), config);
        streamed.permit().use();
        callers.becomesStream(request);
        open.add(stream);
        stream.begin(streamed.first());
    }

    void ended(ChangeStream stream) {
        open.remove(stream);
    }

    /** A stream waits for its client with a stretch in memory. */
    void hold(StreamChunk stretch) {
        held.hold(stretch);
        cutSlowest();
    }

    /** As many as hold what is too much. Several may share a stretch: then it takes another sweep. */
    private void cutSlowest() {
        long excess = held.excess();
        if (excess <= 0) {
            return;
        }
        var slowest = open.stream()
                .filter(stream -> stream.held() > 0)
                .sorted(Comparator.comparingLong(ChangeStream::touched))
                .iterator();
        while (excess > 0 && slowest.hasNext()) {
            var stream = slowest.next();
            excess -= stream.held() + BufferedChunks.BUFFERED;
            meters.cut();
            stream.cut();
        }
    }

    void release(StreamChunk stretch) {
        held.release(stretch);
    }

    boolean isStopping() {
        return stopping;
    }

    /** Whether there is something to be had now: never while the database is away. */
    boolean hasMore(SyncToken token) {
        return !away.get() && feed.hasMore(token);
    }

    /** Reads what comes next, and gives it to the stream. */
    void read(ChangeStream stream, SyncToken token, StreamFormat format) {
        workers.execute(() -> {
            if (away.get()) {
                stream.refused();
                return;
            }
            try {
                stream.give(stretches.after(token, format));
            } catch (DatabaseException e) {
                wait(e);
                stream.refused();
            } catch (ProblemException e) {
                // It comes again with its token, and is told.
                stream.leave();
            } catch (RuntimeException e) {
                Log.error("A stream of changes cannot go on", e);
                stream.cut();
            }
        });
    }

    /** That the database is away is logged once for all that need it. */
    private void wait(DatabaseException failure) {
        var passing = DatabaseFailure.of(failure);
        if (away.compareAndSet(false, true)
                && passing.filter(DatabaseFailure::isAway).isEmpty()) {
            Log.warnf("Streams of changes wait for the database: %s", DatabaseFailure.describe(failure));
        }
    }

    private void sweep() {
        long now = System.nanoTime();
        long stall = (stopping && STALL_WHEN_STOPPING.compareTo(config.stallTimeout()) < 0
                        ? STALL_WHEN_STOPPING
                        : config.stallTimeout())
                .toNanos();
        open.forEach(stream -> stream.look(now, stall));
        cutSlowest();
        if (away.get() && probing.compareAndSet(false, true)) {
            workers.execute(this::probe);
        }
    }

    /** One asks for all whether the database is back. */
    private void probe() {
        try {
            current.refresh();
            Log.debug("Streams of changes go on");
            away.set(false);
            open.forEach(ChangeStream::wake);
        } catch (RuntimeException e) {
            Log.debugf("The database is still away: %s", e.getMessage());
        } finally {
            probing.set(false);
        }
    }
}
