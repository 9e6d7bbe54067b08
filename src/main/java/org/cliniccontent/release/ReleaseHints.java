package org.cliniccontent.release;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.cliniccontent.database.Availability;
import org.cliniccontent.database.FailureLog;
import org.cliniccontent.database.Notifications;
import org.cliniccontent.database.Subscription;

/**
 * A listener for the notification that every release sends when it is committed, so that all replicas serve it at once.
 * A lost notification only delays the release until the next poll.
 */
@ApplicationScoped
class ReleaseHints {

    static final String CHANNEL = "clinic_release";

    /** The connection's name, by which operators and tests distinguish it from those of the pool. */
    private static final String APPLICATION = "clinic-content releases";

    private static final Duration HEARTBEAT = Duration.ofSeconds(2);
    private static final Duration FIRST_DELAY = Duration.ofMillis(100);
    /** The time after which an outage of the database has been detected and logged once for all. */
    private static final Duration BLIP = Duration.ofSeconds(3);

    private static final Duration LONGEST_DELAY = Duration.ofSeconds(5);

    private final CurrentRelease current;
    private final Notifications notifications;
    private final Optional<String> url;
    private final Availability database;
    private final Counter heard;
    private final FailureLog failureLog;
    private final Thread thread = new Thread(this::listen, "release-hints");
    private volatile boolean stopping;
    private volatile Subscription subscription;
    private volatile boolean listening;
    private Duration delay = FIRST_DELAY;
    private Optional<Long> failingSince = Optional.empty();

    ReleaseHints(
            CurrentRelease current,
            Notifications notifications,
            ReleasesConfig config,
            Availability database,
            MeterRegistry meters) {
        this.current = current;
        this.notifications = notifications;
        this.failureLog = new FailureLog("Listening for new releases");
        this.database = database;
        this.url = config.listenUrl();
        this.heard = Counter.builder("clinic.releases.hints")
                .description("Notifications of new releases that arrived")
                .register(meters);
        Gauge.builder("clinic.releases.listener.up", () -> listening ? 1 : 0)
                .description("1: this replica listens for hints of new releases; 0: it only polls")
                .register(meters);
    }

    void onStart(@Observes StartupEvent event) {
        thread.setDaemon(true);
        thread.start();
    }

    void onStop(@Observes ShutdownEvent event) throws SQLException, InterruptedException {
        stopping = true;
        thread.interrupt();
        var open = subscription;
        if (open != null) {
            open.abort();
        }
        thread.join(LONGEST_DELAY.toMillis());
    }

    private void listen() {
        while (!stopping) {
            try (var opened = notifications.listen(CHANNEL, APPLICATION, url)) {
                subscription = opened;
                follow(opened);
            } catch (SQLException | RuntimeException e) {
                listening = false;
                // The loop must survive any failure: the next connection may be good. After an abort it ends.
                if (!stopping) {
                    failed(e);
                    pause();
                }
            }
        }
    }

    /**
     * Follows notifications until the connection is lost. It first asks for releases made before it began to listen.
     */
    private void follow(Subscription opened) throws SQLException {
        current.refresh();
        failingSince = Optional.empty();
        while (!stopping) {
            var hints = opened.await(HEARTBEAT);
            // The connection lasted, so the next loss is a new failure.
            listening = true;
            failureLog.worked();
            delay = FIRST_DELAY;
            heard.increment(hints.size());
            if (!hints.isEmpty() && !isKnown(hints)) {
                current.refresh();
            }
        }
    }

    /**
     * Logs the loss of the connection if its own route is blocked while the database is up; an outage or a short
     * interruption is not logged here.
     */
    private void failed(Exception failure) {
        long now = System.nanoTime();
        long since = failingSince.orElse(now);
        failingSince = Optional.of(since);
        if (now - since > BLIP.toNanos() && !database.isFailing()) {
            failureLog.failed(failure);
        }
    }

    /** Checks whether the hints announce nothing new, such as this replica's own releases. */
    private boolean isKnown(List<String> hints) {
        return hints.get(hints.size() - 1).equals(Long.toString(current.number()));
    }

    private void pause() {
        try {
            TimeUnit.NANOSECONDS.sleep(delay.toNanos());
        } catch (InterruptedException e) {
            // The interrupt comes only with the stop, which the loop's condition checks.
            return;
        }
        var longer = delay.multipliedBy(2);
        delay = longer.compareTo(LONGEST_DELAY) < 0 ? longer : LONGEST_DELAY;
    }
}
