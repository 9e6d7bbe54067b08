package org.cliniccontent.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/** A connection that listens on one channel. Confined to one thread, except for {@link #abort}. */
public final class Subscription implements AutoCloseable {

    private static final int PATIENCE_SECONDS = 2;

    private final Connection connection;
    private final PGConnection notified;

    Subscription(Connection connection) throws SQLException {
        this.connection = connection;
        this.notified = connection.unwrap(PGConnection.class);
    }

    /**
     * Waits for notifications, and validates the connection if there were none: a dead one is silent, too.
     *
     * @return the payloads, possibly none
     * @throws SQLException if the connection is lost
     */
    public List<String> await(Duration atMost) throws SQLException {
        var heard = notified.getNotifications((int) atMost.toMillis());
        if (heard.length == 0 && !connection.isValid(PATIENCE_SECONDS)) {
            throw new SQLException("the connection does not answer");
        }
        return Arrays.stream(heard).map(PGNotification::getParameter).toList();
    }

    /** Closes the connection at once, even while another thread waits. */
    public void abort() throws SQLException {
        connection.abort(Runnable::run);
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
