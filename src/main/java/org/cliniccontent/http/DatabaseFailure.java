package org.cliniccontent.http;

import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.Set;

/**
 * A failure of the database that passes: the transaction was rolled back, or at least its client cannot know that it was
 * committed, and the same request may succeed a moment later. Everything else that a database refuses is a fault of ours.
 *
 * @param state the SQLSTATE; null if there is no connection to be had from the pool, which says so without one
 */
public record DatabaseFailure(Kind kind, String state) {

    /** What is behind it. */
    public enum Kind {
        /** It cannot be reached, is shutting down or starting, was demoted to a standby, or is out of some resource. */
        AWAY("The database cannot be reached"),

        /** It gave up on the transaction because of others: a serialization failure, a deadlock, too long a wait. */
        CONTENDED("Other requests changed the same things at the same time; nothing was done");

        private final String detail;

        Kind(String detail) {
            this.detail = detail;
        }
    }

    /** More than any chain of wrapped exceptions has. */
    private static final int MAX_EXCEPTIONS = 200;

    /** What is answered. */
    public ProblemException problem() {
        return ProblemException.unavailable(kind.detail);
    }

    public boolean isAway() {
        return kind == Kind.AWAY;
    }

    /** For a log: messages of the database may have what was to be written in them. */
    @Override
    public String toString() {
        return "the database is " + kind + (state == null ? ": no connection" : ": SQLSTATE " + state);
    }

    /**
     * By the states of what it was caused by, wherever that stands: what fails at a commit is suppressed by the exception
     * of the transaction manager, and what fails in a batch comes after the exception of the batch.
     */
    public static Optional<DatabaseFailure> of(Throwable failure) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        var waiting = new ArrayDeque<Throwable>();
        add(failure, seen, waiting);
        Optional<DatabaseFailure> found = Optional.empty();
        while (!waiting.isEmpty() && found.isEmpty()) {
            var next = waiting.remove();
            if (next instanceof SQLException sql) {
                found = kindOf(sql.getSQLState()).map(kind -> new DatabaseFailure(kind, sql.getSQLState()));
                add(sql.getNextException(), seen, waiting);
            }
            add(next.getCause(), seen, waiting);
            for (Throwable suppressed : next.getSuppressed()) {
                add(suppressed, seen, waiting);
            }
        }
        return found;
    }

    /** A failure of something that is done again soon, for a log: without the database's own message. */
    public static String describe(RuntimeException failure) {
        return of(failure).map(DatabaseFailure::toString).orElseGet(failure::toString);
    }

    private static void add(Throwable failure, Set<Throwable> seen, ArrayDeque<Throwable> waiting) {
        if (failure != null && seen.size() < MAX_EXCEPTIONS && seen.add(failure)) {
            waiting.add(failure);
        }
    }

    private static Optional<Kind> kindOf(String state) {
        if (state == null) {
            return Optional.of(Kind.AWAY);
        }
        return switch (state) {
            // Lock not available; a statement that was cancelled by its timeout or an operator.
            case "55P03", "57014" -> Optional.of(Kind.CONTENDED);
            // A standby is read only; a session that idled in its transaction, a transaction that took too long.
            case "25006", "25P03", "25P04" -> Optional.of(Kind.AWAY);
            default -> kindOfClass(state);
        };
    }

    private static Optional<Kind> kindOfClass(String state) {
        // Connection lost; disk, memory or connections used up; ended by an operator, a crash or a start under way.
        if (state.startsWith("08") || state.startsWith("53") || state.startsWith("57P")) {
            return Optional.of(Kind.AWAY);
        }
        // Serialization failure, deadlock.
        return state.startsWith("40") ? Optional.of(Kind.CONTENDED) : Optional.empty();
    }
}
