package org.cliniccontent.database;

import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger.Level;

/**
 * A transient database failure: the transaction was rolled back, or at least its client cannot know that it was
 * committed, and the same request may succeed a moment later. Every other refusal of a database is a bug of the
 * service.
 *
 * @param state the SQLSTATE; null if the pool had no connection, which has none
 */
public record DatabaseFailure(Kind kind, String state) {

    /** The cause of a failure. */
    public enum Kind {
        /** The database cannot be reached, is shutting down or starting, or closed the session. */
        AWAY("The database cannot be reached", false),

        /** The database rejects the login: a wrong password, a database that does not exist, too many connections. */
        REFUSED("The database does not accept connections", true),

        /** The database was demoted to a standby, or is read only. */
        READ_ONLY("The database accepts no changes at the moment; nothing was done", true),

        /** Its disk or its memory is exhausted, or its disk fails. */
        EXHAUSTED("The database is out of resources; nothing was done", true),

        /** A statement timed out, or an operator cancelled it. */
        SLOW("The database did not answer in time; nothing was done", true),

        /** The transaction conflicted with others: a serialization failure, a deadlock, a lock timeout. */
        CONTENDED("Other requests changed the same things at the same time; nothing was done", true);

        private final String detail;
        private final boolean certain;

        Kind(String detail, boolean certain) {
            this.detail = detail;
            this.certain = certain;
        }

        /** Returns the description for a client. */
        public String detail() {
            return detail;
        }

        /** Checks whether the change was certainly not made: a lost connection may have been lost after the commit. */
        public boolean isCertain() {
            return certain;
        }
    }

    /** A limit beyond the length of any chain of wrapped exceptions. */
    private static final int MAX_EXCEPTIONS = 200;

    /** Checks whether the failure affects every use of the database, and not only some statements. */
    public boolean isAway() {
        return kind == Kind.AWAY || kind == Kind.REFUSED;
    }

    /** Describes the failure for a log, without the database's message, which may contain the values written. */
    @Override
    public String toString() {
        return "the database is " + kind + (state == null ? ": no connection" : ": SQLSTATE " + state);
    }

    /**
     * Finds the failure by the SQLSTATEs in the tree of causes: a failure at a commit is suppressed by the transaction
     * manager's exception, and a failure in a batch follows the batch's exception.
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

    /** Describes, for a log, a failure of a task that is repeated soon, without the database's own message. */
    public static String describe(RuntimeException failure) {
        return of(failure).map(DatabaseFailure::toString).orElseGet(failure::toString);
    }

    /**
     * Returns the level at which to log the failure of a job: an outage of the database is logged once for all, by
     * Availability.
     */
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
            // A statement cancelled by its timeout or by an operator.
            case "57014" -> Optional.of(Kind.SLOW);
            case "25006" -> Optional.of(Kind.READ_ONLY);
            // A session that was idle in its transaction, or a transaction that took too long.
            case "25P03", "25P04" -> Optional.of(Kind.AWAY);
            case "53300" -> Optional.of(Kind.REFUSED);
            default -> kindOfClass(state);
        };
    }

    private static Optional<Kind> kindOfClass(String state) {
        // Connection lost; terminated by an operator, a crash or a startup in progress; a reply that the driver does
        // not understand, which is also how it reports an interrupt while connecting.
        if (state.startsWith("08") || state.startsWith("57P") || state.equals("99999")) {
            return Optional.of(Kind.AWAY);
        }
        // Invalid authorization, such as a wrong password; unknown database.
        if (state.startsWith("28") || state.startsWith("3D")) {
            return Optional.of(Kind.REFUSED);
        }
        // Disk or memory exhausted; a system error, such as of the disk.
        if (state.startsWith("53") || state.startsWith("58")) {
            return Optional.of(Kind.EXHAUSTED);
        }
        // Serialization failure or deadlock.
        return state.startsWith("40") ? Optional.of(Kind.CONTENDED) : Optional.empty();
    }
}
