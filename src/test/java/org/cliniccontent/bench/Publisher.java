package org.cliniccontent.bench;

import java.io.IOException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.cliniccontent.generator.ApprovedDrafts;
import org.cliniccontent.generator.BenchmarkService;

/** A publisher of one release of ten entities per second, until it is closed. */
final class Publisher implements AutoCloseable {

    private static final int ENTITIES = 10;
    private static final int LONGEST_SECONDS = 60;

    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final BenchmarkService service;
    private final ApprovedDrafts approved;
    private volatile int published;
    private volatile Exception failure;

    Publisher(BenchmarkService service, ApprovedDrafts approved) {
        this.service = service;
        this.approved = approved;
        clock.scheduleAtFixedRate(this::publish, 0, 1, TimeUnit.SECONDS);
    }

    private void publish() {
        try {
            service.release(approved.prepareOneByOne(1, ENTITIES).remove().call());
            published++;
        } catch (Exception e) {
            failure = e;
            clock.shutdown();
        }
    }

    int published() {
        return published;
    }

    /** Waits for the release in progress. */
    @Override
    public void close() throws IOException {
        clock.shutdown();
        try {
            if (!clock.awaitTermination(LONGEST_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("a release does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (failure != null) {
            throw new IOException("a release failed", failure);
        }
    }
}
