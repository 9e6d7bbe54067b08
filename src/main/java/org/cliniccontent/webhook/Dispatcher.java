package org.cliniccontent.webhook;

import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.cliniccontent.release.Outage;
import org.cliniccontent.release.ReleaseSeen;

/**
 * Sends what is due, on every replica: as soon as a release is seen, and otherwise when it is looked for. No transaction
 * is open while something is sent. A replica that dies leaves what it held to the others.
 */
@ApplicationScoped
class Dispatcher {

    private static final Duration LAST_ATTEMPTS = Duration.ofSeconds(5);

    private final DeliveryQueue queue;
    private final Sender sender;
    private final DispatchMeters meters;
    private final WebhooksConfig config;
    private final Outage outage = new Outage("Sending webhooks");
    private final Semaphore news = new Semaphore(0);
    private final Map<UUID, Integer> busy = new ConcurrentHashMap<>();
    private final Semaphore room;
    private final Thread thread = new Thread(this::run, "webhooks");
    private final ExecutorService attempts = Executors.newCachedThreadPool(task -> {
        var made = new Thread(task, "webhook-attempt");
        made.setDaemon(true);
        return made;
    });
    private volatile boolean stopping;

    Dispatcher(DeliveryQueue queue, Sender sender, DispatchMeters meters, WebhooksConfig config) {
        this.queue = queue;
        this.sender = sender;
        this.meters = meters;
        this.config = config;
        this.room = new Semaphore(config.concurrency());
    }

    void onStart(@Observes StartupEvent event) {
        if (config.lease().compareTo(config.timeout()) <= 0) {
            throw new IllegalArgumentException(
                    "clinic.webhooks.lease must be longer than clinic.webhooks.timeout, or all is sent twice");
        }
        if (config.dispatch()) {
            start();
        }
    }

    void onRelease(@Observes ReleaseSeen seen) {
        news.release();
    }

    void onStop(@Observes ShutdownEvent event) throws InterruptedException {
        stop();
    }

    void start() {
        thread.setDaemon(true);
        thread.start();
    }

    /** Takes nothing more, and waits a little for what is under way. What has not ended by then is sent again. */
    void stop() throws InterruptedException {
        stopping = true;
        news.release();
        thread.join(LAST_ATTEMPTS.toMillis());
        attempts.shutdown();
        if (!attempts.awaitTermination(LAST_ATTEMPTS.toMillis(), TimeUnit.MILLISECONDS)) {
            attempts.shutdownNow();
        }
    }

    private void run() {
        while (!stopping) {
            try {
                while (!stopping && takeSome()) {
                    // As long as there is more, and room for it.
                }
                outage.worked();
            } catch (RuntimeException e) {
                // Whatever it is, it may go well the next time, and without one nothing would ever be sent.
                outage.failed(e);
            }
            awaitNews();
        }
    }

    private void awaitNews() {
        try {
            if (news.tryAcquire(config.pollEvery().toNanos(), TimeUnit.NANOSECONDS)) {
                news.drainPermits();
            }
        } catch (InterruptedException e) {
            // Nobody but the end of the process has a reason to.
            stopping = true;
        }
    }

    /** @return whether there may be more to take at once */
    private boolean takeSome() {
        int free = room.availablePermits();
        if (free == 0) {
            return false;
        }
        var taken = queue.take(free, Map.copyOf(busy));
        taken.forEach(this::begin);
        return taken.size() == free;
    }

    private void begin(Delivery delivery) {
        room.acquireUninterruptibly();
        busy.merge(delivery.endpoint(), 1, Integer::sum);
        attempts.execute(() -> {
            try {
                attempt(delivery);
            } finally {
                busy.computeIfPresent(delivery.endpoint(), (id, count) -> count == 1 ? null : count - 1);
                room.release();
                news.release();
            }
        });
    }

    private void attempt(Delivery delivery) {
        try {
            var attempt = sender.send(delivery);
            meters.count(queue.record(delivery, attempt));
        } catch (InterruptedException e) {
            Log.debugf("Whether %s has arrived is not known", delivery.event());
        } catch (RuntimeException e) {
            // It is sent again when its time is over: at least once.
            Log.warnf("An attempt of webhook event %s cannot be recorded: %s", delivery.event(), e.getMessage());
        }
    }
}
