package org.cliniccontent.database;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalConnectionFactoryConfigurationSupplier;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.exceptionsorter.PostgreSQLExceptionSorter;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import org.postgresql.Driver;

/** Connections to the standby: a pool for reads, and single ones to check whether it works. */
final class ReaderPool implements AutoCloseable {

    /** The maximum age of a connection, because the name may point to other standbys by now. */
    private static final Duration MAX_LIFETIME = Duration.ofMinutes(10);

    private final String url;
    private final Properties properties = new Properties();
    private final AgroalDataSource pool;

    /** @param password empty if there is none */
    ReaderPool(String url, String username, String password, ReaderConfig config) throws SQLException {
        this.url = url;
        var seconds = Long.toString(Math.max(1, config.timeout().toSeconds()));
        properties.setProperty("ApplicationName", "clinic-content reader");
        properties.setProperty("connectTimeout", seconds);
        properties.setProperty("loginTimeout", seconds);
        properties.setProperty("socketTimeout", seconds);
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("logServerErrorDetail", "false");
        pool = AgroalDataSource.from(
                new AgroalDataSourceConfigurationSupplier().connectionPoolConfiguration(connections -> connections
                        .maxSize(config.maxSize())
                        .acquisitionTimeout(config.timeout())
                        .maxLifetime(MAX_LIFETIME)
                        // A broken connection is not given to the next caller.
                        .exceptionSorter(new PostgreSQLExceptionSorter())
                        .connectionFactoryConfiguration(factory -> configure(factory, username, password))));
        properties.setProperty("user", username);
        properties.setProperty("password", password);
    }

    private AgroalConnectionFactoryConfigurationSupplier configure(
            AgroalConnectionFactoryConfigurationSupplier factory, String username, String password) {
        factory.connectionProviderClass(Driver.class)
                .jdbcUrl(url)
                .principal(new NamePrincipal(username))
                .credential(new SimplePassword(password));
        properties.forEach((name, value) -> factory.jdbcProperty(name.toString(), value.toString()));
        return factory;
    }

    Connection get() throws SQLException {
        return pool.getConnection();
    }

    /** Opens a connection outside of the pool. */
    Connection open() throws SQLException {
        return DriverManager.getConnection(url, properties);
    }

    /** Closes idle connections, which lead to a server that no longer answers. */
    void forgetIdle() {
        pool.flush(AgroalDataSource.FlushMode.IDLE);
    }

    @Override
    public void close() {
        pool.close();
    }
}
