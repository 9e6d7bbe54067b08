package org.cliniccontent.attack;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Phaser;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.cliniccontent.access.Scope;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Clients unrelated to an attack: the orchestrator's probes, a front-end's page, an uncached read, and a partner with a
 * key. Each sends a request twice a second from an address of its own, and must be served.
 */
final class Bystanders implements AutoCloseable {

    private static final String ADDRESS = "127.0.0.2";
    private static final int PERIOD_MILLIS = 500;

    /** The maximum wait of a bystander: a Kubernetes probe's timeout several times over, for a busy machine. */
    private static final long PATIENCE_MILLIS = 10_000;

    private static final int OK = 200;

    @FunctionalInterface
    private interface Request {
        String text() throws IOException;
    }

    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(5);
    private final Queue<String> unserved = new ConcurrentLinkedQueue<>();
    private final AtomicLong served = new AtomicLong();
    private final Phaser rounds = new Phaser(1);

    Bystanders(Target target) throws InterruptedException {
        var key = target.key(Scope.SYNC_READ, Scope.DRAFTS_WRITE);
        int management = target.service().managementPort();
        var credentials = "Authorization: Bearer " + key;
        ask("readiness", management, () -> RawClient.get("/q/health/ready"));
        ask("liveness", management, () -> RawClient.get("/q/health/live"));
        ask("a cached read", target.port(), () -> RawClient.get("/v1/conditions/osteoarthritis"));
        ask("an uncached read", target.port(), () -> RawClient.get("/v1/conditions?asOf=" + Instant.now()));
        ask("a partner", target.port(), () -> RawClient.get("/v1/changes?limit=1", credentials));
        ask("an editor", target.port(), () -> RawClient.get("/v1/drafts?limit=1", credentials));
        threads.scheduleAtFixedRate(rounds::arrive, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void ask(String who, int port, Request request) {
        threads.scheduleWithFixedDelay(
                () -> {
                    long start = System.nanoTime();
                    var came = "no answer";
                    try {
                        var answer = RawClient.exchange(port, ADDRESS, request.text());
                        came = Integer.toString(answer.status());
                    } catch (IOException e) {
                        came = e.toString();
                    }
                    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
                    if (!came.equals(Integer.toString(OK)) || millis > PATIENCE_MILLIS) {
                        unserved.add(who + ": " + came + " after " + millis + " ms");
                    } else {
                        served.incrementAndGet();
                    }
                },
                0,
                PERIOD_MILLIS,
                TimeUnit.MILLISECONDS);
    }

    /** Waits until an attack has lasted so many half seconds, in which the bystanders went on. */
    void watch(int halfSeconds) throws InterruptedException, TimeoutException {
        for (int i = 0; i < halfSeconds; i++) {
            rounds.awaitAdvanceInterruptibly(rounds.getPhase(), PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** Returns the bystanders that were not served, with the response and the time. */
    List<String> unserved() {
        return List.copyOf(unserved);
    }

    long served() {
        return served.get();
    }

    void assertServed() {
        assertThat(unserved()).as("who was not served").isEmpty();
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
