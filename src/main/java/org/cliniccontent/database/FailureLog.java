package org.cliniccontent.database;

import io.quarkus.logging.Log;
import java.util.Optional;

/**
 * Something that goes on in the background, and fails over and over for as long as its cause lasts: logged once. For one
 * thread at a time.
 */
public final class FailureLog {

    private final String what;
    private final Optional<Availability> database;
    private volatile boolean lasts;

    /** Of something that has a way of its own to whatever it needs. */
    public FailureLog(String what) {
        this.what = what;
        this.database = Optional.empty();
    }

    /** Of something that needs the pool's database: that this is away has a line of its own, which is for all jobs. */
    public FailureLog(String what, Availability database) {
        this.what = what;
        this.database = Optional.of(database);
    }

    /** Does what is done again soon anyway. A failure of the database that passes is noted, and not thrown. */
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
