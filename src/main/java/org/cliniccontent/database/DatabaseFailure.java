package org.cliniccontent.database;

import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger.Level;

/**
 * A failure of the database that passes: the transaction was rolled back, or at least its client cannot know that it was
 * committed, and the same request may succeed a moment later. Everything else that a database refuses is a fault of ours.
 *
 * @param state the SQLSTATE; null if there is no connection to be had from the pool, which says so without one
 */
public record DatabaseFailure(Kind kind, String state) {

    /** What is behind it. */
    public enum Kind {
        /** It cannot be reached, is shutting down or starting, or ended the session. */
        AWAY("The database cannot be reached", false),

        /** It lets nobody in: a wrong password, a database that does not exist, too many connections. */
        REFUSED("The database does not accept connections", true),

        /** It was demoted to a standby, or is told to be read only. */
        READ_ONLY("The database accepts no changes at the moment; nothing was done", true),

        /** Its disk or its memory is used up, or its disk fails. */
        EXHAUSTED("The database is out of resources; nothing was done", true),

        /** A statement did not end in its time, or an operator ended it. */
        SLOW("The database did not answer in time; nothing was done", true),

        /** It gave up on the transaction because of others: a serialization failure, a deadlock, too long a wait. */
        CONTENDED("Other requests changed the same things at the same time; nothing was done", true);

        private final String detail;
        private final boolean certain;

        Kind(String detail, boolean certain) {
            this.detail = detail;
            this.certain = certain;
        }

        /** What a client is told. */
        public String detail() {
            return detail;
        }

        /** Whether nothing was done for certain: a lost connection may have been lost after the commit. */
        public boolean isCertain() {
            return certain;
        }
    }

    /** More than any chain of wrapped exceptions has. */
    private static final int MAX_EXCEPTIONS = 200;

    /** Whether all who need the database meet this failure, and not only some statements. */
    public boolean isAway() {
        return kind == Kind.AWAY || kind == Kind.REFUSED;
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

    /** How to log that a job failed: that the database is away is logged once for all that need it, by Availability. */
    public static Level level(RuntimeException failure) {
        return of(failure).filter(DatabaseFailure::isAway).isPresent() ? Level.DEBUG : Level.WARN;
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
            case "55P03" -> Optional.of(Kind.CONTENDED);
            // A statement that was cancelled by its timeout or an operator.
            case "57014" -> Optional.of(Kind.SLOW);
            case "25006" -> Optional.of(Kind.READ_ONLY);
            // A session that idled in its transaction, a transaction that took too long.
            case "25P03", "25P04" -> Optional.of(Kind.AWAY);
            case "53300" -> Optional.of(Kind.REFUSED);
            default -> kindOfClass(state);
        };
    }

    private static Optional<Kind> kindOfClass(String state) {
        // Connection lost; ended by an operator, a crash or a start under way; what the driver does not understand,
        // which
        // is how it says that it was interrupted while connecting.
        if (state.startsWith("08") || state.startsWith("57P") || state.equals("99999")) {
            return Optional.of(Kind.AWAY);
        }
        // Invalid authorization, such as a wrong password; no such database.
        if (state.startsWith("28") || state.startsWith("3D")) {
            return Optional.of(Kind.REFUSED);
        }
        // Disk or memory used up; an error of the machine, such as of its disk.
        if (state.startsWith("53") || state.startsWith("58")) {
            return Optional.of(Kind.EXHAUSTED);
        }
        // Serialization failure, deadlock.
        return state.startsWith("40") ? Optional.of(Kind.CONTENDED) : Optional.empty();
    }
}
