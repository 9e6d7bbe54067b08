package org.cliniccontent.sync;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.cliniccontent.http.problem.ProblemException;
import org.cliniccontent.http.problem.ProblemType;
import org.cliniccontent.limits.Party;

/** Limits on the number of streams, in total and per caller. */
final class StreamPermits {

    private static final String RETRY_AFTER = "Retry-After";
    private static final String RETRY_AFTER_SECONDS = "5";

    private final int most;
    private final int mostEach;
    private final Map<Party, Integer> ofParties = new HashMap<>();
    private int taken;

    StreamPermits(int most, int mostEach) {
        this.most = most;
        this.mostEach = mostEach;
    }

    /** A permit for one stream. */
    final class Permit {

        private final Party party;
        private final AtomicBoolean isReleased = new AtomicBoolean();
        private final AtomicBoolean isUsed = new AtomicBoolean();

        private Permit(Party party) {
            this.party = party;
        }

        /** Passes the permit on to the stream, which releases it at its end. */
        void use() {
            isUsed.set(true);
        }

        /** Releases the permit at the end of the request if no stream has begun. */
        void releaseUnlessUsed() {
            if (!isUsed.get()) {
                release();
            }
        }

        /** Releases the permit. Repeated calls have no effect. */
        void release() {
            if (isReleased.compareAndSet(false, true)) {
                released(party);
            }
        }
    }

    /**
     * Acquires a permit.
     *
     * @throws ProblemException 429 if the caller has too many streams, 503 if all together have
     */
    synchronized Permit acquire(Party party) {
        int own = ofParties.getOrDefault(party, 0);
        if (own >= mostEach) {
            throw new ProblemException(
                            ProblemType.TOO_MANY_REQUESTS, "At most " + mostEach + " streams of one caller may be open")
                    .withHeader(RETRY_AFTER, RETRY_AFTER_SECONDS);
        }
        if (taken >= most) {
            throw ProblemException.unavailable("The maximum number of streams is reached");
        }
        taken++;
        ofParties.put(party, own + 1);
        return new Permit(party);
    }

    private synchronized void released(Party party) {
        taken--;
        ofParties.computeIfPresent(party, (whose, own) -> own == 1 ? null : own - 1);
    }

    synchronized int taken() {
        return taken;
    }

    /** Returns the number of callers that have a stream. */
    synchronized int parties() {
        return ofParties.size();
    }
}
