package org.cliniccontent.database;

import io.quarkus.logging.Log;
import java.util.Optional;

/**
 * The log of a background task that fails repeatedly while the same cause lasts: only its first failure and its
 * recovery are logged. Not thread-safe.
 */
public final class FailureLog {

    private final String what;
    private final Optional<Availability> database;
    private volatile boolean lasts;

    /** Creates a log for a task that does not depend on the pool. */
    public FailureLog(String what) {
        this.what = what;
        this.database = Optional.empty();
    }

    /**
     * Creates a log for a task that needs the pool's database: an outage of that is logged once for all tasks, and not
     * here.
     */
    public FailureLog(String what, Availability database) {
        this.what = what;
        this.database = Optional.of(database);
    }

    /** Runs a task that is repeated soon anyway. A transient database failure is logged and not rethrown. */
    public void during(Runnable job) {
        try {
            job.run();
            worked();
        } catch (RuntimeException e) {
            if (DatabaseFailure.of(e).isEmpty()) {
                throw e;
            }
            failed(e);
        }
    }

    public void failed(Exception failure) {
        var passing = DatabaseFailure.of(failure);
        if (database.isPresent() && passing.filter(DatabaseFailure::isAway).isPresent()) {
            database.get().failed(passing.get().state());
            Log.debugf(failure, "%s waits for the database", what);
        } else if (lasts) {
            Log.debugf(failure, "%s still fails", what);
        } else {
            Log.warnf("%s fails: %s", what, passing.isPresent() ? passing.get() : failure.getMessage());
            lasts = true;
        }
    }

    public void worked() {
        if (lasts) {
            Log.infof("%s works again", what);
        }
        lasts = false;
    }
}
