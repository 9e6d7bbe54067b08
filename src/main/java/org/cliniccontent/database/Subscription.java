package org.cliniccontent.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/** A connection that hears what is said on one channel. For one thread, but for {@link #abort}. */
public final class Subscription implements AutoCloseable {

    private static final int PATIENCE_SECONDS = 2;

    private final Connection connection;
    private final PGConnection notified;

    Subscription(Connection connection) throws SQLException {
        this.connection = connection;
        this.notified = connection.unwrap(PGConnection.class);
    }

    /**
     * Waits until something is said, and makes sure of the connection if nothing was: one that is dead is silent, too.
     *
     * @return what was said, or nothing
     * @throws SQLException if the connection is lost
     */
    public List<String> await(Duration atMost) throws SQLException {
        var heard = notified.getNotifications((int) atMost.toMillis());
        if (heard.length == 0 && !connection.isValid(PATIENCE_SECONDS)) {
            throw new SQLException("the connection does not answer");
        }
        return Arrays.stream(heard).map(PGNotification::getParameter).toList();
    }

    /** Ends it at once, also while another thread waits. */
    public void abort() throws SQLException {
        connection.abort(Runnable::run);
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
