package org.cliniccontent.release;

import java.util.Locale;
import org.cliniccontent.http.problem.ProblemException;
import org.cliniccontent.http.problem.ProblemType;

/**
 * The store has no release with this number: the number was skipped, or the release was lost in a failover or by
 * restoring a backup after clients had seen it. A caller that read it as the current one retries and gets another.
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
