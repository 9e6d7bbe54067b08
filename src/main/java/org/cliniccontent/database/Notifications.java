package org.cliniccontent.database;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/** Notifications among the database's sessions (NOTIFY). */
@ApplicationScoped
public class Notifications {

    /** The timeout of a connection whose packets are dropped. */
    private static final int TIMEOUT_SECONDS = 3;

    private final DirectConnections connections;

    Notifications(DirectConnections connections) {
        this.connections = connections;
    }

    /**
     * Begins to listen, on a connection of its own: the pool gives out another one the next time.
     *
     * @param application the connection's name for the database's operators
     * @param url the URL of the database, if the pool's does not provide a lasting session
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
