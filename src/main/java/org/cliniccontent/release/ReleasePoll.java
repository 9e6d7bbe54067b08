package org.cliniccontent.release;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.cliniccontent.database.Availability;
import org.cliniccontent.database.FailureLog;

/**
 * A regular query for the current release, so that no replica falls behind when notifications are lost. It has a thread
 * of its own: those for requests may all be waiting, and the scheduler supports no interval below a second.
 */
@ApplicationScoped
class ReleasePoll {

    private static final long STOP_WAIT_SECONDS = 3;
    private static final String THREAD = "release-poll";

    private final CurrentRelease current;
    private final Duration interval;
    private final Counter found;
    private final FailureLog failureLog;
    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(task -> {
        var thread = new Thread(task, THREAD);
        thread.setDaemon(true);
        return thread;
    });

    ReleasePoll(CurrentRelease current, ReleasesConfig config, Availability database, MeterRegistry meters) {
        this.current = current;
        this.failureLog = new FailureLog("Asking for new releases", database);
        this.interval = config.pollEvery();
        this.found = Counter.builder("clinic.releases.polled")
                .description("Polls that found a release before its notification arrived")
                .register(meters);
    }

    void onStart(@Observes StartupEvent event) {
        long nanos = interval.toNanos();
        executor.scheduleWithFixedDelay(this::poll, nanos, nanos, TimeUnit.NANOSECONDS);
    }

    void onStop(@Observes ShutdownEvent event) throws InterruptedException {
        executor.shutdownNow();
        // The beans that it uses are destroyed next.
        executor.awaitTermination(STOP_WAIT_SECONDS, TimeUnit.SECONDS);
    }

    private void poll() {
        try {
            if (current.refresh()) {
                found.increment();
            }
            failureLog.worked();
        } catch (RuntimeException e) {
            // The loop must survive any failure: the next poll may succeed, and without one no release would be
            // noticed.
            failureLog.failed(e);
        }
    }
}
