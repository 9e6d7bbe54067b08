package org.cliniccontent.release;

import java.util.Locale;
import org.cliniccontent.http.problem.ProblemException;
import org.cliniccontent.http.problem.ProblemType;

/**
 * The store does not have a release by this number: its number was skipped, or it was lost in a failover or by restoring
 * a backup after it was seen. Who read it as the current one asks again and gets another.
 */
public final class VanishedReleaseException extends ProblemException {

    private final long number;

    VanishedReleaseException(long number) {
        super(
                ProblemType.NOT_FOUND,
                String.format(
                        Locale.ROOT,
                        "There is no release %d: the number was skipped, or the release was lost with a database; it "
                                + "is not used again",
                        number));
        this.number = number;
    }

    public long number() {
        return number;
    }
}
