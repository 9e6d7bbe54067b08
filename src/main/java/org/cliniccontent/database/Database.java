package org.cliniccontent.database;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Plain SQL over the pool. Within a transaction it uses the transaction's connection. Queries inside of {@link
 * Reader#read} may go to a standby.
 */
@ApplicationScoped
public class Database {

    private static final int SENT_AT_ONCE = 500;

    /** The SQLSTATE of a client that cannot establish a connection. */
    private static final String NO_CONNECTION = "08001";

    /** The key of the transaction's resource that records that it has a session. */
    private static final Object SESSION = new Object();

    /** A mapper of the current row to an object. */
    @FunctionalInterface
    public interface Row<T> {
        T of(ResultSet row) throws SQLException;
    }

    private final DataSource pool;
    private final Reader reader;
    private final Availability availability;
    private final DatabaseConfig config;
    private final TransactionSynchronizationRegistry transactions;

    Database(
            DataSource pool,
            Reader reader,
            Availability availability,
            DatabaseConfig config,
            TransactionSynchronizationRegistry transactions) {
        this.pool = pool;
        this.reader = reader;
        this.availability = availability;
        this.config = config;
        this.transactions = transactions;
    }

    /**
     * Extends the statement timeout of the current transaction, from here to its end, to that of imports and releases.
     * Call it in a transaction; on autocommit it has no effect.
     */
    public void allowLongStatements() {
        try (Connection connection = connection();
                PreparedStatement statement = connection.prepareStatement(
                        "select set_config('statement_timeout', ?, true), set_config('lock_timeout', ?, true)")) {
            statement.setString(1, Long.toString(config.longStatementTimeout().toMillis()));
            statement.setString(2, Long.toString(config.longLockTimeout().toMillis()));
            statement.execute();
            PooledSessions.awaitLong(connection, config.longStatementTimeout());
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /**
     * Begins a writing transaction: takes its connection, so that nothing later in it fails for lack of one, and lets
     * its statements wait for locks as long as a statement may take. Call it in the transaction.
     *
     * @throws DatabaseException if no connection is available
     */
    public void beginWrite() {
        query(
                "select set_config('lock_timeout', ?, true)",
                row -> row.getString(1),
                Long.toString(config.statementTimeout().toMillis()));
    }

    /** Returns the known availability of the database. */
    public Availability availability() {
        return availability;
    }

    /** Reports a failure that affects every session to {@link Availability}. */
    private DatabaseException failed(SQLException failure) {
        var state = failure.getSQLState();
        if (state == null || state.startsWith("08") || state.startsWith("57P")) {
            availability.failed(state);
        }
        return new DatabaseException(failure);
    }

    /**
     * Returns a connection, or fails at once if the database is known to be down. A transaction that already has its
     * session keeps it.
     */
    private Connection connection() throws SQLException {
        boolean inTransaction = transactions.getTransactionKey() != null;
        if (!inTransaction || transactions.getResource(SESSION) == null) {
            availability.check();
        }
        try {
            var connection = pool.getConnection();
            if (inTransaction) {
                transactions.putResource(SESSION, SESSION);
            }
            return connection;
        } catch (SQLException e) {
            throw new PoolException(e);
        }
    }

    /**
     * Reads rows.
     *
     * @param parameters a collection becomes an SQL array of text; for ids write {@code any(?::uuid[])}
     */
    public <T> List<T> query(String sql, Row<T> row, Object... parameters) {
        var standby = standby();
        try (Connection connection = standby.isPresent() ? standby.get() : connection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(connection, statement, parameters);
            try (ResultSet rows = statement.executeQuery()) {
                List<T> result = new ArrayList<>();
                while (rows.next()) {
                    result.add(row.of(rows));
                }
                return result;
            }
        } catch (SQLException e) {
            // A failure of the standby says nothing about the primary.
            throw standby.isPresent() ? new StandbyException(e) : failed(e);
        }
    }

    public <T> List<T> query(Sql.Bound statement, Row<T> row) {
        return query(statement.text(), row, statement.values());
    }

    public <T> Optional<T> queryOne(Sql.Bound statement, Row<T> row) {
        return queryOne(statement.text(), row, statement.values());
    }

    private Optional<Connection> standby() {
        try {
            return reader.connection();
        } catch (SQLException e) {
            throw new StandbyException(e);
        }
    }

    public <T> Optional<T> queryOne(String sql, Row<T> row, Object... parameters) {
        return query(sql, row, parameters).stream().findFirst();
    }

    public int update(String sql, Object... parameters) {
        try (Connection connection = connection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(connection, statement, parameters);
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    public int update(Sql.Bound statement) {
        return update(statement.text(), statement.values());
    }

    /** Executes one statement for many rows, in batches. */
    public void batch(String sql, Collection<Object[]> rows) {
        if (rows.isEmpty()) {
            return;
        }
        try (Connection connection = connection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            int added = 0;
            for (Object[] row : rows) {
                bind(connection, statement, row);
                statement.addBatch();
                // The driver keeps every added row in memory, encoded once more.
                if (++added % SENT_AT_ONCE == 0) {
                    statement.executeBatch();
                }
            }
            statement.executeBatch();
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private static void bind(Connection connection, PreparedStatement statement, Object... parameters)
            throws SQLException {
        for (int i = 0; i < parameters.length; i++) {
            statement.setObject(
                    i + 1, parameters[i] instanceof Collection<?> values ? array(connection, values) : parameters[i]);
        }
    }

    private static Array array(Connection connection, Collection<?> values) throws SQLException {
        return connection.createArrayOf("text", values.toArray());
    }

    /**
     * The pool had no connection to give, for any reason: none could be made, all are in use, or it is closed. The
     * driver has SQLSTATEs of its own for some of these, such as an interrupt while connecting.
     */
    private static final class PoolException extends SQLException {
        PoolException(SQLException cause) {
            super("no connection from the pool", NO_CONNECTION, cause);
        }
    }

    /** A statement failed, or the database is down; the cause tells which. */
    public static class DatabaseException extends RuntimeException {
        DatabaseException(SQLException cause) {
            super(cause);
        }

        /** Returns the SQLSTATE; null if the pool has no connection. */
        String state() {
            return ((SQLException) getCause()).getSQLState();
        }
    }

    /** A failure of the standby; the primary may still answer the query. */
    static final class StandbyException extends DatabaseException {
        StandbyException(SQLException cause) {
            super(cause);
        }
    }
}
