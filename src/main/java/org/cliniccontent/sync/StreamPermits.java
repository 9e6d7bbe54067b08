package org.cliniccontent.sync;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.cliniccontent.http.problem.ProblemException;
import org.cliniccontent.http.problem.ProblemType;
import org.cliniccontent.limits.Party;

/** How many streams there are, in all and of each caller: never more than there may be. */
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

    /** The right to one stream. */
    final class Permit {

        private final Party party;
        private final AtomicBoolean isReleased = new AtomicBoolean();
        private final AtomicBoolean isUsed = new AtomicBoolean();

        private Permit(Party party) {
            this.party = party;
        }

        /** There is a stream now, which releases the permit when it ends. */
        void use() {
            isUsed.set(true);
        }

        /** Nothing comes of the request any more: without a stream the permit is released. */
        void releaseUnlessUsed() {
            if (!isUsed.get()) {
                release();
            }
        }

        /** Again: does nothing. */
        void release() {
            if (isReleased.compareAndSet(false, true)) {
                released(party);
            }
        }
    }

    /** @throws ProblemException 429 if the caller has as many as it may, 503 if all together have */
    synchronized Permit take(Party party) {
        int own = ofParties.getOrDefault(party, 0);
        if (own >= mostEach) {
            throw new ProblemException(
                            ProblemType.TOO_MANY_REQUESTS, "At most " + mostEach + " streams of one caller may be open")
                    .withHeader(RETRY_AFTER, RETRY_AFTER_SECONDS);
        }
        if (taken >= most) {
            throw ProblemException.unavailable("There are as many streams as there may be");
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

    /** How many callers have a stream. */
    synchronized int parties() {
        return ofParties.size();
    }
}
