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
 * The open streams of this replica. An idle stream holds a connection and its position in the feed, and nothing else: a
 * few threads read from the database for all of them, and one timer checks them.
 */
@ApplicationScoped
class ChangeStreams {

    /** The number of threads, and so of the pool's connections, for streams: the rest is for requests. */
    private static final int WORKERS = 4;

    private static final Duration SWEEP = Duration.ofSeconds(1);

    /** The time that the stopping service waits for a client that does not read. */
    private static final Duration STALL_WHEN_STOPPING = Duration.ofSeconds(2);

    private final StreamChunks chunks;
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
            // Results after the shutdown are discarded.
            new ThreadPoolExecutor.DiscardPolicy());

    private final AtomicBoolean away = new AtomicBoolean();
    private final AtomicBoolean probing = new AtomicBoolean();
    private volatile boolean stopping;

    ChangeStreams(
            StreamChunks chunks,
            Feed feed,
            CurrentRelease current,
            SyncConfig config,
            Vertx vertx,
            ConcurrencyLimits callers,
            CurrentVertxRequest request,
            MeterRegistry registry) {
        this.chunks = chunks;
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

    /**
     * Ends the streams when the shutdown begins. Endpoints still accept requests for a while: their streams end at the
     * first checkpoint.
     */
    void onStopping(@Observes ShutdownDelayInitiatedEvent event) {
        stopping = true;
        open.forEach(ChangeStream::wake);
    }

    void onStop(@Observes ShutdownEvent event) {
        workers.shutdownNow();
    }

    void onRelease(@Observes ReleaseSeen seen) {
        open.forEach(seen.otherHistory() ? ChangeStream::endAtCheckpoint : ChangeStream::wake);
    }

    /**
     * Builds a response that streams from a token on.
     *
     * @throws ProblemException 429 if the caller has too many streams, 503 if all callers together have
     */
    Response.ResponseBuilder answer(SyncToken token, StreamFormat format) {
        var permit = acquire();
        var first = chunks.after(token, format);
        return Response.ok(new StreamedResponse(format, first, permit))
                .header(HttpHeaders.CONTENT_TYPE, format.mediaType())
                .header("Content-Release", first.next().release())
                .header(HttpHeaders.CACHE_CONTROL, "no-store");
    }

    /** Acquires a permit, which is released at the end of the request in any case. */
    private Permit acquire() {
        try {
            var permit = permits.acquire(callers.partyOf(request.getCurrent()));
            CurrentRequestManager.get().registerCompletionCallback(done -> permit.releaseUnlessUsed());
            return permit;
        } catch (ProblemException e) {
            meters.refused(e);
            throw e;
        }
    }

    void begin(StreamedResponse streamed, RoutingContext request) {
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

    /** Counts a chunk that stays in memory while its stream waits for the client. */
    void hold(StreamChunk chunk) {
        held.hold(chunk);
        cutSlowest();
    }

    /** Aborts as many streams as hold the excess. If several share a chunk, this takes another sweep. */
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

    void release(StreamChunk chunk) {
        held.release(chunk);
    }

    boolean isStopping() {
        return stopping;
    }

    /** Checks whether the feed has more after a token: never during an outage of the database. */
    boolean hasMore(SyncToken token) {
        return !away.get() && feed.hasMore(token);
    }

    /** Reads the next chunk, and passes it to the stream. */
    void read(ChangeStream stream, SyncToken token, StreamFormat format) {
        workers.execute(() -> {
            if (away.get()) {
                stream.refused();
                return;
            }
            try {
                stream.deliver(chunks.after(token, format));
            } catch (DatabaseException e) {
                wait(e);
                stream.refused();
            } catch (ProblemException e) {
                // The client reconnects with its token, and then gets the error.
                stream.endAtCheckpoint();
            } catch (RuntimeException e) {
                Log.error("A stream of changes failed", e);
                stream.cut();
            }
        });
    }

    /** Waits for the database. Its outage is logged once for all components. */
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
        open.forEach(stream -> stream.checkTimeouts(now, stall));
        cutSlowest();
        if (away.get() && probing.compareAndSet(false, true)) {
            workers.execute(this::probe);
        }
    }

    /** Checks, once for all streams, whether the database is back. */
    private void probe() {
        try {
            current.refresh();
            Log.debug("Streams of changes continue");
            away.set(false);
            open.forEach(ChangeStream::wake);
        } catch (RuntimeException e) {
            Log.debugf("The database is still away: %s", e.getMessage());
        } finally {
            probing.set(false);
        }
    }
}
