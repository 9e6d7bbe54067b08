package org.cliniccontent.release;

import io.quarkus.logging.Log;
import org.cliniccontent.http.DatabaseFailure;

/**
 * Something that goes on in the background, and fails over and over while the database is away: logged once. For one
 * thread at a time.
 */
public final class Outage {

    private final String what;
    private volatile boolean lasts;

    public Outage(String what) {
        this.what = what;
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
        if (lasts) {
            Log.debugf(failure, "%s still fails", what);
        } else {
            var passing = DatabaseFailure.of(failure);
            Log.warnf("%s fails: %s", what, passing.isPresent() ? passing.get() : failure.getMessage());
        }
        lasts = true;
    }

    public void worked() {
        if (lasts) {
            Log.infof("%s works again", what);
        }
        lasts = false;
    }
}
