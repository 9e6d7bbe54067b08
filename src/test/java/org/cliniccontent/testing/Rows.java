package org.cliniccontent.testing;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.cliniccontent.database.Database;

/** Plain queries on the test's own connection. */
final class Rows {

    /** An action for each row. */
    @FunctionalInterface
    interface Each {
        void row(ResultSet row) throws SQLException;
    }

    private final Connection connection;

    Rows(Connection connection) {
        this.connection = connection;
    }

    void each(String sql, Each each, Object... parameters) throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            statement.setFetchSize(1_000);
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    each.row(rows);
                }
            }
        }
    }

    <T> T one(String sql, Database.Row<T> of, Object... parameters) throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return of.of(rows);
            }
        }
    }
}
