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

/** Connections outside of the pool, with the pool's identity and settings, for one purpose each. */
@ApplicationScoped
class DirectConnections {

    private final AgroalDataSource pool;

    DirectConnections(AgroalDataSource pool) {
        this.pool = pool;
    }

    /**
     * Opens a connection.
     *
     * @param application the connection's name for the database's operators
     * @param url the URL of the database, if it is not the pool's
     * @param seconds the timeout for connecting and logging in to each host, and for each answer
     */
    Connection open(String application, Optional<String> url, int seconds) throws SQLException {
        var configuration =
                pool.getConfiguration().connectionPoolConfiguration().connectionFactoryConfiguration();
        var target = url.orElse(configuration.jdbcUrl());
        return DriverManager.getConnection(target, properties(configuration, target, application, seconds));
    }

    /** Counts the hosts of "jdbc:postgresql://host:port,host:port/database?options". */
    private static long hosts(String url) {
        return url.replaceFirst("^[^/]*//", "")
                        .replaceFirst("[/?].*$", "")
                        .chars()
                        .filter(character -> character == ',')
                        .count()
                + 1;
    }

    private static Properties properties(
            AgroalConnectionFactoryConfiguration configuration, String url, String application, int seconds) {
        var properties = new Properties();
        properties.putAll(configuration.jdbcProperties());
        var identity =
                Stream.concat(Stream.ofNullable(configuration.principal()), configuration.credentials().stream());
        identity.map(each -> securityProperties(configuration, each)).forEach(properties::putAll);
        properties.setProperty("ApplicationName", application);
        var timeout = Integer.toString(seconds);
        properties.setProperty("connectTimeout", timeout);
        // The limit for all hosts together, of which the first may be dead.
        properties.setProperty("loginTimeout", Long.toString(seconds * hosts(url)));
        properties.setProperty("socketTimeout", timeout);
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
