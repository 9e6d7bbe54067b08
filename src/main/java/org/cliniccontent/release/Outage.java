package org.cliniccontent.release;

import io.quarkus.logging.Log;
import org.cliniccontent.database.Availability;
import org.cliniccontent.http.DatabaseFailure;

/**
 * Something that goes on in the background, and fails over and over for as long as its cause lasts: logged once, or not at
 * all if the cause is that the database is away, which has a line of its own. For one thread at a time.
 */
public final class Outage {

    private final String what;
    private final Availability database;
    private volatile boolean lasts;

    public Outage(String what, Availability database) {
        this.what = what;
        this.database = database;
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
        if (lasts || (database.isFailing() && passing.isPresent())) {
            Log.debugf(failure, "%s still fails", what);
            return;
        }
        Log.warnf("%s fails: %s", what, passing.isPresent() ? passing.get() : failure.getMessage());
        lasts = true;
    }

    public void worked() {
        if (lasts) {
            Log.infof("%s works again", what);
        }
        lasts = false;
    }
}
