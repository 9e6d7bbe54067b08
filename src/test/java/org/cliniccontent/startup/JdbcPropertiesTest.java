package org.cliniccontent.startup;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.eclipse.microprofile.config.Config;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Connections outside of the pool have the same settings as the pool's. */
class JdbcPropertiesTest {

    private static final String PREFIX = "quarkus.datasource.jdbc.additional-jdbc-properties.";
    private static final String VARIABLE = "QUARKUS_DATASOURCE_JDBC_ADDITIONAL_JDBC_PROPERTIES_";

    private static final Config CONFIG = new SmallRyeConfigBuilder()
            .addDefaultInterceptors()
            .withSources(
                    new PropertiesConfigSource(
                            Map.of(
                                    PREFIX + "tcpKeepAlive", "true",
                                    PREFIX + "connectTimeout", "2",
                                    PREFIX + "socketTimeout", "2",
                                    PREFIX + "\"sslpassword\"", "secret",
                                    PREFIX + "ApplicationName", "clinic-content"),
                            "application.properties",
                            250),
                    new EnvConfigSource(
                            Map.of(
                                    VARIABLE + "SSLROOTCERT",
                                    "/ca.pem",
                                    VARIABLE + "SSLMODE",
                                    "verify-full",
                                    VARIABLE + "CONNECTTIMEOUT",
                                    "7",
                                    VARIABLE + "SOCKETTIMEOUT",
                                    "9",
                                    "QUARKUS_DATASOURCE_USERNAME",
                                    "clinic",
                                    "QUARKUS_DATASOURCE_PASSWORD",
                                    "password"),
                            300))
            .build();

    @Test
    void filesAndVariablesSayHowToConnect() {
        assertThat(JdbcProperties.of(CONFIG, "clinic-content test"))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "sslrootcert", "/ca.pem",
                        "sslmode", "verify-full",
                        "sslpassword", "secret",
                        "tcpKeepAlive", "true",
                        "connectTimeout", "7",
                        "user", "clinic",
                        "password", "password",
                        "ApplicationName", "clinic-content test"));
    }
}
