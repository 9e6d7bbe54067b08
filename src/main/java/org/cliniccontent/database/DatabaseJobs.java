package org.cliniccontent.database;

import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * The running scheduled jobs. The scheduler does not wait for them at shutdown, and a job whose transactions and beans
 * are destroyed under it fails with misleading exceptions.
 */
@Singleton
class DatabaseJobs {

    private static final long STOP_WAIT_SECONDS = 5;

    private final ReadWriteLock lock = new ReentrantReadWriteLock();

    /**
     * Admits a job.
     *
     * @return whether the job may run, and then must call {@link #end}
     */
    boolean begin() {
        return lock.readLock().tryLock();
    }

    void end() {
        lock.readLock().unlock();
    }

    /** Waits for running jobs. The lock is never released, so that none can begin. */
    void onStop(@Observes ShutdownEvent event) throws InterruptedException {
        if (!lock.writeLock().tryLock(STOP_WAIT_SECONDS, TimeUnit.SECONDS)) {
            Log.warn("A job is still running, and is stopped");
        }
    }
}
