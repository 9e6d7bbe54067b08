package org.cliniccontent.release;

import io.quarkus.logging.Log;

/**
 * Something that goes on in the background, and fails over and over while the database is away: logged once. For one
 * thread.
 */
public final class Outage {

    private final String what;
    private boolean lasts;

    public Outage(String what) {
        this.what = what;
    }

    public void failed(Exception failure) {
        if (lasts) {
            Log.debugf(failure, "%s still fails", what);
        } else {
            Log.warnf("%s fails: %s", what, failure.getMessage());
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
