package org.cliniccontent.sync;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.cliniccontent.database.Database.DatabaseException;
import org.cliniccontent.http.ProblemException;
import org.cliniccontent.release.CurrentRelease;
import org.cliniccontent.release.ReleaseSeen;

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

    private final Stretches stretches;
    private final Feed feed;
    private final CurrentRelease current;
    private final SyncConfig config;
    private final Vertx vertx;

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
            Stretches stretches,
            Feed feed,
            CurrentRelease current,
            SyncConfig config,
            Vertx vertx,
            MeterRegistry meters) {
        this.stretches = stretches;
        this.feed = feed;
        this.current = current;
        this.config = config;
        this.vertx = vertx;
        workers.allowCoreThreadTimeOut(true);
        Gauge.builder("clinic.sync.streams", open, Set::size)
                .description("Streams of changes that are open")
                .register(meters);
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
     * @throws ProblemException 503 if there are as many streams as there may be; requests at the same moment may be a
     *     few more
     */
    Response.ResponseBuilder answer(SyncToken token, StreamFormat format) {
        if (open.size() >= config.maxStreams()) {
            throw ProblemException.unavailable("There are as many streams as there may be");
        }
        var first = stretches.after(token, format);
        return Response.ok(new Streamed(format, first))
                .header(HttpHeaders.CONTENT_TYPE, format.mediaType())
                .header("Content-Release", first.next().release())
                .header(HttpHeaders.CACHE_CONTROL, "no-store");
    }

    void begin(Streamed streamed, RoutingContext request) {
        if (request.request().method() == HttpMethod.HEAD) {
            request.response().end();
            return;
        }
        var stream = new ChangeStream(this, request, streamed.format(), config);
        open.add(stream);
        stream.begin(streamed.first());
    }

    void ended(ChangeStream stream) {
        open.remove(stream);
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
                if (away.compareAndSet(false, true)) {
                    Log.warnf("Streams of changes wait for the database: %s", e.getMessage());
                }
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

    private void sweep() {
        long now = System.nanoTime();
        long stall = (stopping && STALL_WHEN_STOPPING.compareTo(config.stallTimeout()) < 0
                        ? STALL_WHEN_STOPPING
                        : config.stallTimeout())
                .toNanos();
        open.forEach(stream -> stream.look(now, stall));
        if (away.get() && probing.compareAndSet(false, true)) {
            workers.execute(this::probe);
        }
    }

    /** One asks for all whether the database is back. */
    private void probe() {
        try {
            current.refresh();
            Log.info("Streams of changes go on");
            away.set(false);
            open.forEach(ChangeStream::wake);
        } catch (RuntimeException e) {
            Log.debugf("The database is still away: %s", e.getMessage());
        } finally {
            probing.set(false);
        }
    }
}
