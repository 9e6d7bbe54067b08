package org.cliniccontent.webhook;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks the operating system, but not for longer than a request may take: the system's own limit can be half a minute. A
 * lookup that is given up still holds its thread until the system answers, so there are only so many.
 */
@ApplicationScoped
class SystemResolver implements Resolver {

    private static final int TIMEOUT_SECONDS = 3;
    private static final int MAX_LOOKUPS = 32;
    private static final int IDLE_SECONDS = 30;

    private final ExecutorService lookups =
            new ThreadPoolExecutor(0, MAX_LOOKUPS, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                var thread = new Thread(task, "webhook-lookup");
                thread.setDaemon(true);
                return thread;
            });

    @Override
    public List<InetAddress> resolve(String host) throws UnknownHostException {
        try {
            return lookups.submit(() -> List.of(InetAddress.getAllByName(host))).get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException | RejectedExecutionException e) {
            var unknown = new UnknownHostException(host);
            unknown.initCause(e);
            throw unknown;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnknownHostException(host);
        }
    }

    @PreDestroy
    void stop() {
        lookups.shutdownNow();
    }
}
