package org.cliniccontent.database;

import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * The scheduled jobs that are under way. The scheduler does not wait for them when the service stops, and a job whose
 * transactions and beans are taken down under it fails with exceptions that look like faults.
 */
@Singleton
class DatabaseJobs {

    private static final long STOP_WAIT_SECONDS = 5;

    private final ReadWriteLock lock = new ReentrantReadWriteLock();

    /** @return whether the job may go on, and then calls {@link #end} */
    boolean begin() {
        return lock.readLock().tryLock();
    }

    void end() {
        lock.readLock().unlock();
    }

    /** The lock is kept for ever: nothing begins any more. */
    void onStop(@Observes ShutdownEvent event) throws InterruptedException {
        if (!lock.writeLock().tryLock(STOP_WAIT_SECONDS, TimeUnit.SECONDS)) {
            Log.warn("A job is still under way, and is stopped");
        }
    }
}
