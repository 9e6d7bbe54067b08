package org.cliniccontent.webhook;

import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.cliniccontent.database.Availability;
import org.cliniccontent.database.FailureLog;
import org.cliniccontent.installation.StoreOwner;
import org.cliniccontent.release.ReleaseSeen;
import org.cliniccontent.webhook.Slots.Slot;

/**
 * Sends due deliveries, on every replica: as soon as a release is seen, and otherwise at regular intervals. No
 * transaction is open, and no thread waits, while a message is sent. When a replica dies, its leases expire, and the
 * others take over.
 */
@ApplicationScoped
class Dispatcher {

    private static final Duration LAST_ATTEMPTS = Duration.ofSeconds(5);
    /** The number of deliveries to examine in order to fill the slots of a lane. */
    private static final int WINDOW = 1_000;
    /**
     * The number of threads for each kind of database work, separate so that recording failures does not delay sending.
     */
    private static final int THREADS = 4;

    private static final Duration PROMPT = Duration.ofSeconds(1);

    private final DeliveryQueue queue;
    private final StoreOwner owner;
    private final Sender sender;
    private final DispatchMeters meters;
    private final WebhooksConfig config;
    private final FailureLog failureLog;
    private final Semaphore news = new Semaphore(0);
    private final Slots slots;
    /**
     * The endpoints whose last attempt was answered promptly: among deliveries leased together, theirs are sent first.
     */
    private final Set<UUID> prompt = ConcurrentHashMap.newKeySet();

    private final Thread thread = new Thread(this::run, "webhooks");
    private final ExecutorService beginning = threads("webhook-attempt");
    private final ExecutorService recording = threads("webhook-record");
    private volatile boolean stopping;

    Dispatcher(
            DeliveryQueue queue,
            StoreOwner owner,
            Sender sender,
            DispatchMeters meters,
            WebhooksConfig config,
            Availability database) {
        this.queue = queue;
        this.owner = owner;
        this.sender = sender;
        this.meters = meters;
        this.config = config;
        this.failureLog = new FailureLog("Sending webhooks", database);
        this.slots = new Slots(config);
    }

    private static ExecutorService threads(String name) {
        return Executors.newFixedThreadPool(THREADS, task -> {
            var made = new Thread(task, name);
            made.setDaemon(true);
            return made;
        });
    }

    void onStart(@Observes StartupEvent event) {
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

    /** Stops leasing, and waits a short time for attempts in progress. Unfinished ones are sent again. */
    void stop() throws InterruptedException {
        stopping = true;
        news.release();
        thread.join(LAST_ATTEMPTS.toMillis());
        slots.awaitIdle(LAST_ATTEMPTS);
        beginning.shutdownNow();
        recording.shutdownNow();
    }

    private void run() {
        while (!stopping) {
            try {
                if (owner.isOurs()) {
                    fillSlots();
                }
                failureLog.worked();
            } catch (RuntimeException e) {
                // The loop must survive any failure: the next round may succeed, and without one nothing would ever be
                // sent.
                failureLog.failed(e);
            }
            awaitWork();
        }
    }

    private void awaitWork() {
        try {
            if (news.tryAcquire(config.pollEvery().toNanos(), TimeUnit.NANOSECONDS)) {
                news.drainPermits();
            }
        } catch (InterruptedException e) {
            // The thread is interrupted only at the end of the process.
            stopping = true;
        }
    }

    /** Fills the slots with due deliveries. A delivery that gets none is skipped as long as more candidates follow. */
    private void fillSlots() {
        Map<UUID, Integer> refused = new HashMap<>();
        List<DueDelivery> due;
        do {
            var busy = new HashMap<>(slots.busy());
            busy.putAll(refused);
            due = queue.due(WINDOW, busy, fullOwners());
            startAttempts(due, refused);
        } while (!stopping && due.size() >= WINDOW);
    }

    private Map<Lane, Set<String>> fullOwners() {
        return Map.of(Lane.FAST, slots.fullOwners(Lane.FAST), Lane.SLOW, slots.fullOwners(Lane.SLOW));
    }

    /**
     * Starts the deliveries.
     *
     * @param refused receives the endpoints that get no further delivery in this round
     */
    private void startAttempts(List<DueDelivery> due, Map<UUID, Integer> refused) {
        Map<DueDelivery.Key, Slot> acquired = new LinkedHashMap<>();
        for (DueDelivery candidate : due) {
            slots.tryAcquire(candidate)
                    .ifPresentOrElse(
                            slot -> acquired.put(candidate.key(), slot),
                            () -> refused.put(candidate.endpoint(), Integer.MAX_VALUE / 2));
        }
        if (acquired.isEmpty()) {
            return;
        }
        try {
            var candidates = acquired.values().stream()
                    .map(Slot::candidate)
                    .sorted(Comparator.comparing(DueDelivery::priority)
                            .thenComparing(candidate -> !prompt.contains(candidate.endpoint())))
                    .toList();
            for (Delivery delivery : queue.lease(candidates)) {
                begin(delivery, acquired.remove(delivery.key()));
            }
        } finally {
            // Other replicas have leased these.
            acquired.values().forEach(Slot::release);
        }
    }

    private void begin(Delivery delivery, Slot slot) {
        meters.began(slot.candidate().lane());
        beginning.execute(() -> {
            try {
                sender.send(delivery)
                        .thenAcceptAsync(attempt -> record(delivery, attempt), recording)
                        .whenComplete((recorded, failure) -> end(slot, delivery, failure));
            } catch (RuntimeException e) {
                end(slot, delivery, e);
            }
        });
    }

    private void record(Delivery delivery, Attempt attempt) {
        if (attempt.succeeded() && attempt.duration().compareTo(PROMPT) < 0) {
            prompt.add(delivery.endpoint());
        } else {
            prompt.remove(delivery.endpoint());
        }
        if (prompt.size() > 2 * config.maxEndpoints()) {
            // Most of them belong to endpoints that were deleted.
            prompt.clear();
        }
        meters.count(queue.record(delivery, attempt));
    }

    private void end(Slot slot, Delivery delivery, Throwable failure) {
        if (failure != null && !stopping) {
            // It is sent again when its lease expires: delivery is at least once.
            Log.warnf(
                    "The attempt to deliver webhook event %s cannot be recorded: %s",
                    delivery.event(), failure.getMessage());
        }
        meters.ended(slot.candidate().lane());
        slot.release();
        news.release();
    }
}
