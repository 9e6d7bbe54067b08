package org.cliniccontent.limits;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.cliniccontent.access.PublicRead;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** A read that takes as long as a test wants, in tests only. */
@PublicRead
@Path("/test/slow")
public class SlowResource {

    private static final int LONGEST_SECONDS = 60;

    static final AtomicInteger RUNNING = new AtomicInteger();
    static final AtomicInteger BEGUN = new AtomicInteger();
    private static volatile CountDownLatch gate = new CountDownLatch(0);

    static void close() {
        gate = new CountDownLatch(1);
        BEGUN.set(0);
    }

    static void open() {
        gate.countDown();
    }

    @GET
    @Operation(hidden = true)
    public String read() throws InterruptedException {
        BEGUN.incrementAndGet();
        RUNNING.incrementAndGet();
        try {
            return Boolean.toString(gate.await(LONGEST_SECONDS, TimeUnit.SECONDS));
        } finally {
            RUNNING.decrementAndGet();
        }
    }
}
