package org.cliniccontent.configuration;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.cliniccontent.http.log.Redaction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every fault of a configuration, with its message. Faults that need other parts of the service are in ConfigurationIT.
 */
class ConfigurationCheckTest {

    private static final ConfigurationKeys KEYS = Mappings.keys();

    @ParameterizedTest
    @ValueSource(strings = {"treu", "yes", "on", "1", "TRUE", "True", "0", "no", "t"})
    void aSwitchIsTrueOrFalse(String value) {
        assertThat(ofVariables("CLINIC_ACCESS_CLOSED", value))
                .containsExactly("clinic.access.closed (CLINIC_ACCESS_CLOSED, environment) is \"" + value
                        + "\", but must be true or false");
    }

    @ParameterizedTest
    @CsvSource({
        "CLINIC_SYNC_HEARTBEAT, 0, a duration from 100ms to 5m",
        "CLINIC_SYNC_HEARTBEAT, -5s, a duration from 100ms to 5m",
        "CLINIC_SYNC_HEARTBEAT, 1s1m, a duration from 100ms to 5m",
        "CLINIC_SYNC_HEARTBEAT, 1.5m, a duration from 100ms to 5m",
        "CLINIC_SYNC_HEARTBEAT, 1d2h, a duration from 100ms to 5m",
        "CLINIC_SYNC_HEARTBEAT, s, a duration from 100ms to 5m",
        "CLINIC_SYNC_HEARTBEAT, PTHHS, a duration from 100ms to 5m",
        "CLINIC_SYNC_HEARTBEAT, 6M, a duration from 100ms to 5m",
        "CLINIC_SYNC_HEARTBEAT, PT, a duration from 100ms to 5m",
        "CLINIC_SYNC_HEARTBEAT, PT5M0.001S, a duration from 100ms to 5m",
        "CLINIC_RELEASES_POLL_EVERY, 0, a duration from 50ms to 1h",
        "CLINIC_SYNC_MAX_STREAMS, -1, a whole number from 1 to 1000000",
        "CLINIC_SYNC_MAX_STREAMS, 1.5, a whole number from 1 to 1000000",
        "CLINIC_SYNC_MAX_STREAMS, 99999999999999999999, a whole number from 1 to 1000000",
        "CLINIC_SYNC_MAX_HELD, 1K, a size from 64K to 64G",
        "CLINIC_SYNC_MAX_HELD, 64MB, a size from 64K to 64G",
        "CLINIC_KEYS_ANNOUNCE_END, '14d,0s', a duration from 1m to 365d; several are separated by commas",
        "CLINIC_AUDIT_SEAL_EVERY, never, off or a duration from 1s to 1h",
        "CLINIC_AUDIT_RETENTION, 29d, a duration from 30d to 36500d",
        "CLINIC_LIMITS_PROXY_HEADER, via, x-forwarded-for or forwarded",
        "CLINIC_METRICS_TOKEN, fifteen-letters, a text of 16 to 1000 characters"
    })
    void aValueIsOfItsTypeAndWithinItsBounds(String variable, String value, String allowed) {
        assertThat(ofVariables(variable, value))
                .singleElement()
                .asString()
                .contains('(' + variable + ", environment)")
                .endsWith(", but must be " + allowed);
    }

    @ParameterizedTest
    @CsvSource({
        "CLINIC_ACCESS_CLOSED, true",
        "CLINIC_SYNC_HEARTBEAT, 5m",
        "CLINIC_SYNC_HEARTBEAT, 15",
        "CLINIC_SYNC_HEARTBEAT, PT15S",
        "CLINIC_AUDIT_RETENTION, P400D",
        "CLINIC_AUDIT_SEAL_EVERY, off",
        "CLINIC_CACHE_MAX_SIZE, 0",
        "CLINIC_LIMITS_TRUSTED_PROXIES, '10.0.0.0/8,2001:db8::/32'",
        "CLINIC_LIMITS_TRUSTED_PROXIES, ''",
        "CLINIC_LIMITS_TRUSTED_PROXIES_0_, 10.0.0.0/8",
        "CLINIC_OIDC_ROLES_CONTENT_EDITOR, drafts:write",
        "CLINIC_METRICS_TOKEN, sixteen-letters-",
        "clinic_access_closed, true",
        "clinic.access.closed, true",
        "CLINIC.ACCESS.CLOSED, true",
        "CLINIC_SYNC_HEARTBEAT, 500MS",
        "CLINIC_SYNC_HEARTBEAT, 1.5s",
        "CLINIC_SYNC_HEARTBEAT, 1M30S",
        "CLINIC_SYNC_HEARTBEAT, pt15s",
        "CLINIC_SYNC_STREAM_LIFETIME, 0h10m0s",
        "CLINIC_RELEASES_POLL_EVERY, 1H"
    })
    void whatIsRightIsTaken(String variable, String value) {
        assertThat(ofVariables(variable, value)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "CLINIC_ACCES_CLOSED, CLINIC_ACCESS_CLOSED",
        "CLINIC_ACCESSCLOSED, CLINIC_ACCESS_CLOSED",
        "clinic_acces_closed, CLINIC_ACCESS_CLOSED",
        "clinic.acces.closed, clinic.access.closed",
        "%prod.clinic.acces.closed, clinic.access.closed",
        "CLINIC.ACCES.CLOSED, clinic.access.closed",
        "quarkus.datasource.jdbc.ur, QUARKUS_DATASOURCE_JDBC_URL",
        "CLINC_ACCESS_CLOSED, CLINIC_ACCESS_CLOSED",
        "CLINIC_METRIC_TOKEN, CLINIC_METRICS_TOKEN",
        "CLINIC_REVIEW_CHECK_EVERY, CLINIC_REVIEWS_CHECK_EVERY",
        "QUARKUS_DATASOURCE_JDBC_UR, QUARKUS_DATASOURCE_JDBC_URL",
        "QUARKUS_DATASOURCE_JBDC_URL, QUARKUS_DATASOURCE_JDBC_URL",
        "QUARKUS_DATASORCE_JDBC_URL, QUARKUS_DATASOURCE_JDBC_URL",
        "QUARKUS_DATASOURCE_USER, QUARKUS_DATASOURCE_USERNAME",
        "QUARKUS_DATASOURCE_PASSWRD, QUARKUS_DATASOURCE_PASSWORD",
        "QUARCUS_DATASOURCE_JDBC_URL, QUARKUS_DATASOURCE_JDBC_URL"
    })
    void aVariableThatIsMisspeltIsNamedWithTheNearest(String variable, String nearest) {
        assertThat(ofVariables(variable, "x"))
                .singleElement()
                .asString()
                .endsWith(" is not known; did you mean " + nearest + '?');
    }

    @ParameterizedTest
    @CsvSource({
        "CLINIC_CONTENT_PORT, tcp://10.0.0.1:8080",
        "CLINIC_CONTENT_PORT_8080_TCP, tcp://10.0.0.1:8080",
        "CLINIC_CONTENT_PORT_8080_TCP_ADDR, 10.0.0.1",
        "CLINIC_CONTENT_SERVICE_HOST, 10.0.0.1",
        "CLINIC_CONTENT_SERVICE_PORT, 8080",
        "CLINIC_CONTENT_SERVICE_PORT_HTTP, 8080",
        "CLINIC_CONTENT_DB_RW_SERVICE_HOST, 10.0.0.1",
        "CLINICAL_TRIALS_URL, https://example.org",
        "CLUSTER_NAME, x",
        "QUARKUS_PROFILE, prod",
        "QUARKUS_DEVSERVICES_ENABLED, false",
        "QUARKUS_TEST_PROFILE, test",
        "QUARKUS_UUID, x",
        "QUARKUS_OTEL_EXPORTER_OTLP_HEADERS_0_, a=b",
        "QUARKUS_HTTP_CORS_ORIGINS_0_, https://example.org",
        "quarkus.datasource.jdbc.url, jdbc:postgresql://x/y",
        "quarkus.log.category.\"org.cliniccontent\".level, DEBUG",
        "other.name, x",
        "QUARKUS_LOG_CATEGORY__ORG_CLINICCONTENT__LEVEL, DEBUG",
        "QUARKUS_DATASOURCE_JDBC_ADDITIONAL_JDBC_PROPERTIES_SOCKETTIMEOUT, 60",
        "QUARKUS_DATASOURCE__READER__JDBC_URL, jdbc:postgresql://reader/x",
        "QUARKUS_HTTP_SSL_CERTIFICATE_FILES, x"
    })
    void whatOthersSetIsPassedOver(String variable, String value) {
        assertThat(ofVariables(variable, value)).isEmpty();
    }

    @Test
    void aPortThatIsNoServiceLinkIsNotPassedOver() {
        assertThat(ofVariables("CLINIC_CONTENT_PORT", "8080")).hasSize(1);
    }

    @Test
    void aKeyOfAFileThatIsMisspeltIsNamedWithTheNearest() {
        assertThat(ofProperties("clinic.access.closd", "true"))
                .containsExactly("clinic.access.closd is not known; did you mean clinic.access.closed?");
        assertThat(ofProperties("%prod.clinic.acess.closed", "true"))
                .containsExactly("clinic.acess.closed is not known; did you mean clinic.access.closed?");
    }

    @ParameterizedTest
    @CsvSource({
        "'\n', ends with a line break",
        "'\r\n', ends with a line break",
        "' ', begins or ends with a space",
        "'\nx', has a line break in it"
    })
    void whatWasPutAroundAValueIsSaidAndTheSecretIsNot(String around, String said) {
        var secret = "a-token-that-nobody-may-see";
        assertThat(ofVariables("CLINIC_METRICS_TOKEN", secret + around))
                .singleElement()
                .asString()
                .contains("clinic.metrics.token (CLINIC_METRICS_TOKEN, environment) " + said)
                .doesNotContain(secret);
        assertThat(ofVariables("CLINIC_ACCESS_CLOSED", "true" + around)).hasSize(1);
    }

    @Test
    void aSecretIsNeverShown() {
        assertThat(ofVariables("CLINIC_METRICS_TOKEN", "short"))
                .singleElement()
                .asString()
                .doesNotContain("short");
        assertThat(ofVariables("CLINIC_RELEASES_POLL_EVERY", "Bearer 0123456789abcdef0123456789abcdef"))
                .singleElement()
                .asString()
                .doesNotContain("0123456789abcdef");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"CLINIC_ACCESS_CLOSED", "CLINIC_METRICS_TOKEN", "CLINIC_ACCESS_ADMIN_KEY", "CLINIC_DATA_FOLDER"})
    void whatIsSetToNothingIsAFaultWhereItWouldOpenSomethingOrMeansNothing(String variable) {
        assertThat(ofVariables(variable, ""))
                .singleElement()
                .asString()
                .contains(variable + ", environment) is set to nothing");
    }

    @Test
    void valuesMustFitTogether() {
        assertThat(ofVariables("CLINIC_WEBHOOKS_LEASE", "10s"))
                .containsExactly("clinic.webhooks.lease (CLINIC_WEBHOOKS_LEASE, environment) is \"10s\", but must be "
                        + "more than clinic.webhooks.timeout, which is 15s by default");
        assertThat(ofVariables("CLINIC_SYNC_HEARTBEAT", "5m", "CLINIC_SYNC_STREAM_LIFETIME", "2m"))
                .singleElement()
                .asString()
                .startsWith("clinic.sync.stream-lifetime");
        assertThat(ofVariables("CLINIC_OIDC_KEYS_MIN_AGE", "1h")).hasSize(1);
    }

    @Test
    void allFaultsAreNamedAtOnce() {
        assertThat(ofVariables(
                        "CLINIC_ACCESS_CLOSED", "treu", "CLINIC_ACCES_CLOSED", "true", "CLINIC_SYNC_HEARTBEAT", "0"))
                .hasSize(3);
    }

    /** Checks the properties that the service ships with, by profile. */
    @ParameterizedTest
    @ValueSource(strings = {"prod", "test"})
    void theServicesOwnPropertiesAreSound(String profile) throws Exception {
        var shipped = Path.of("src", "main", "resources", "application.properties");
        assertThat(faults(new SmallRyeConfigBuilder()
                        .withProfile(profile)
                        .addDefaultInterceptors()
                        .addDiscoveredConverters()
                        .withSources(new PropertiesConfigSource(shipped.toUri().toURL()))
                        .build()))
                .isEmpty();
    }

    private static List<String> ofVariables(String... pairs) {
        var environment = map(pairs);
        var config =
                builder().withSources(new EnvConfigSource(environment, 300)).build();
        return ConfigurationCheck.faults(new Settings(config, environment.keySet()), KEYS, Redaction::clean, List.of());
    }

    private static List<String> ofProperties(String... pairs) {
        return faults(builder()
                .withSources(new PropertiesConfigSource(map(pairs), "config/application.properties", 260))
                .build());
    }

    private static SmallRyeConfigBuilder builder() {
        return new SmallRyeConfigBuilder()
                .withProfile("prod")
                .addDefaultInterceptors()
                .addDiscoveredConverters();
    }

    private static Map<String, String> map(String... pairs) {
        Map<String, String> map = new HashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put(pairs[i], pairs[i + 1]);
        }
        return map;
    }

    private static List<String> faults(SmallRyeConfig config) {
        return ConfigurationCheck.faults(config, KEYS, Redaction::clean, List.of());
    }
}
