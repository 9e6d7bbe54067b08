package org.cliniccontent.startup;

import java.util.Locale;
import java.util.Properties;
import org.eclipse.microprofile.config.Config;

/**
 * Connection properties for use outside of the framework's pool: the pool's role, password and driver properties, such
 * as {@code sslrootcert}.
 */
final class JdbcProperties {

    private static final String PREFIX = "quarkus.datasource.jdbc.additional-jdbc-properties.";
    private static final String VARIABLE_PREFIX = "QUARKUS_DATASOURCE_JDBC_ADDITIONAL_JDBC_PROPERTIES_";

    /**
     * The pool's property for the socket timeout, which is meant for requests. The tasks here may take long, and set a
     * limit of their own where they need one.
     */
    private static final String SOCKET_TIMEOUT = "socketTimeout";

    private JdbcProperties() {}

    /** @param application the connection's name on the server */
    static Properties of(Config config, String application) {
        var properties = new Properties();
        for (String name : config.getPropertyNames()) {
            if (name.startsWith(PREFIX)) {
                set(properties, name.substring(PREFIX.length()).replace("\"", ""), name, config);
            }
        }
        // Before the framework starts, a variable has no property name unless a file sets the property, too.
        for (String name : config.getPropertyNames()) {
            if (name.startsWith(VARIABLE_PREFIX)) {
                var property = name.substring(VARIABLE_PREFIX.length()).toLowerCase(Locale.ROOT);
                if (properties.stringPropertyNames().stream().noneMatch(property::equalsIgnoreCase)) {
                    set(properties, property, name, config);
                }
            }
        }
        set(properties, "user", "quarkus.datasource.username", config);
        set(properties, "password", "quarkus.datasource.password", config);
        properties.setProperty("ApplicationName", application);
        properties.remove(SOCKET_TIMEOUT);
        return properties;
    }

    private static void set(Properties properties, String property, String name, Config config) {
        config.getOptionalValue(name, String.class).ifPresent(value -> properties.setProperty(property, value));
    }
}
