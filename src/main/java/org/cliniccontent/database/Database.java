package org.cliniccontent.database;

import jakarta.enterprise.context.ApplicationScoped;
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
 * Plain SQL over the pool. Within a transaction it uses the transaction's connection. Queries may go to a standby where
 * {@link Reader} is asked to read.
 */
@ApplicationScoped
public class Database {

    private static final int SENT_AT_ONCE = 500;

    /** Makes one object of the current row. */
    @FunctionalInterface
    public interface Row<T> {
        T of(ResultSet row) throws SQLException;
    }

    private final DataSource pool;
    private final Reader reader;

    Database(DataSource pool, Reader reader) {
        this.pool = pool;
        this.reader = reader;
    }

    /** @param parameters a collection becomes an SQL array of text; for ids write {@code any(?::uuid[])} */
    public <T> List<T> query(String sql, Row<T> row, Object... parameters) {
        try (Connection connection = forQuery();
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
            throw new DatabaseException(e);
        }
    }

    private Connection forQuery() throws SQLException {
        var connection = reader.connection();
        return connection.isPresent() ? connection.get() : pool.getConnection();
    }

    public <T> Optional<T> queryOne(String sql, Row<T> row, Object... parameters) {
        return query(sql, row, parameters).stream().findFirst();
    }

    public int update(String sql, Object... parameters) {
        try (Connection connection = pool.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(connection, statement, parameters);
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    /** One statement for many rows, sent in parts. */
    public void batch(String sql, Collection<Object[]> rows) {
        if (rows.isEmpty()) {
            return;
        }
        try (Connection connection = pool.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            int added = 0;
            for (Object[] row : rows) {
                bind(connection, statement, row);
                statement.addBatch();
                // The driver keeps what was added in memory, encoded once more.
                if (++added % SENT_AT_ONCE == 0) {
                    statement.executeBatch();
                }
            }
            statement.executeBatch();
        } catch (SQLException e) {
            throw new DatabaseException(e);
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

    /** The database refused a statement, or is away; its cause tells which. */
    public static final class DatabaseException extends RuntimeException {
        DatabaseException(SQLException cause) {
            super(cause);
        }

        /** The SQLSTATE; null if the pool has no connection. */
        String state() {
            return ((SQLException) getCause()).getSQLState();
        }
    }
}
