package org.cliniccontent.database;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.AgroalConnectionFactoryConfiguration;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/** What sessions of the database tell one another by NOTIFY. */
@ApplicationScoped
public class Notifications {

    /** In seconds. A connection whose packets are dropped must not hold up longer than this. */
    private static final String TIMEOUT = "3";

    private final AgroalDataSource pool;

    Notifications(AgroalDataSource pool) {
        this.pool = pool;
    }

    /**
     * Begins to listen, on a connection of its own: one of the pool is another one the next time.
     *
     * @param application what the database's operators see as the connection's name
     * @param url of the database, if the pool's does not lead to one session for as long as it lasts
     */
    public Subscription listen(String channel, String application, Optional<String> url) throws SQLException {
        var configuration =
                pool.getConfiguration().connectionPoolConfiguration().connectionFactoryConfiguration();
        var connection = DriverManager.getConnection(
                url.orElse(configuration.jdbcUrl()), properties(configuration, application));
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

    /** As the pool connects, but with less patience. */
    private static Properties properties(AgroalConnectionFactoryConfiguration configuration, String application) {
        var properties = new Properties();
        properties.putAll(configuration.jdbcProperties());
        var identity =
                Stream.concat(Stream.ofNullable(configuration.principal()), configuration.credentials().stream());
        identity.map(each -> securityProperties(configuration, each)).forEach(properties::putAll);
        properties.setProperty("ApplicationName", application);
        properties.setProperty("connectTimeout", TIMEOUT);
        properties.setProperty("loginTimeout", TIMEOUT);
        properties.setProperty("socketTimeout", TIMEOUT);
        return properties;
    }

    private static Properties securityProperties(AgroalConnectionFactoryConfiguration configuration, Object identity) {
        return configuration.securityProviders().stream()
                .map(provider -> provider.getSecurityProperties(identity))
                .filter(found -> found != null)
                .findFirst()
                .orElseGet(Properties::new);
    }
}
