package org.cliniccontent.database;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/** What sessions of the database tell one another by NOTIFY. */
@ApplicationScoped
public class Notifications {

    /** A connection whose packets are dropped must not hold up longer than this. */
    private static final int TIMEOUT_SECONDS = 3;

    private final DirectConnections connections;

    Notifications(DirectConnections connections) {
        this.connections = connections;
    }

    /**
     * Begins to listen, on a connection of its own: one of the pool is another one the next time.
     *
     * @param application what the database's operators see as the connection's name
     * @param url of the database, if the pool's does not lead to one session for as long as it lasts
     */
    public Subscription listen(String channel, String application, Optional<String> url) throws SQLException {
        var connection = connections.open(application, url, TIMEOUT_SECONDS);
        try {
            listen(connection, channel);
            return new Subscription(connection);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    private static void listen(Connection connection, String channel) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("listen " + channel);
        }
    }
}
