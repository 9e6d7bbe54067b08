package org.cliniccontent.release;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import org.cliniccontent.database.Reader;

/** The points of a database's history, which are its releases: their hashes distinguish one history from another. */
@ApplicationScoped
class ReleasePoints implements Reader.Points {

    private static final String SQL = """
            select case when ? = 0 or exists (select from release r where r.number = ? and r.hash = ?)
                        then p.current else -1 end
            from release_pointer p
            """;

    @Override
    public long latest(Connection connection, Reader.Point wanted) throws SQLException {
        try (var statement = connection.prepareStatement(SQL)) {
            statement.setLong(1, wanted.number());
            statement.setLong(2, wanted.number());
            statement.setString(3, wanted.mark());
            try (var rows = statement.executeQuery()) {
                return rows.next() ? rows.getLong(1) : -1;
            }
        }
    }
}
