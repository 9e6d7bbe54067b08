package org.cliniccontent.http.body;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.RequestScoped;

/** What is reserved for the body of the request that is being answered, until the work on it is done. */
@RequestScoped
class BodyReservation {

    private final BodyBudget budget;
    private long length;

    BodyReservation(BodyBudget budget) {
        this.budget = budget;
    }

    /** Reserves for a body that is so long, or has become so long. */
    void upTo(long bytes) {
        if (bytes > length) {
            budget.reserve(length, bytes);
            length = bytes;
        }
    }

    /** The same without waiting. */
    void atOnceUpTo(long bytes) {
        if (bytes > length) {
            budget.reserveAtOnce(length, bytes);
            length = bytes;
        }
    }

    /** Also if the client has left before: its request ends when the work on it does. */
    @PreDestroy
    void release() {
        budget.release(length);
    }
}
