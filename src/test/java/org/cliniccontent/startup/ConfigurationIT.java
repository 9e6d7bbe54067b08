package org.cliniccontent.startup;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.cliniccontent.testing.PackagedService;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** The packaged service with a faulty configuration: it reports every fault, and has done nothing. */
class ConfigurationIT {

    /** The number of lines besides those of the faults. */
    private static final int HEAD = 1;

    @TempDir
    Path folder;

    @Test
    void itNamesEveryFaultInALineAndStartsNothing() throws Exception {
        Map<String, String> wrong = new HashMap<>();
        wrong.put("CLINIC_ACCESS_CLOSED", "treu");
        wrong.put("CLINIC_ACCES_CLOSED", "true");
        wrong.put("CLINIC_ACCESS_ADMIN_KEY", "cc_nobodyMaySeeThis");
        wrong.put("CLINIC_METRICS_TOKEN", "nobody-may-see-this\n");
        wrong.put("CLINIC_SYNC_HEARTBEAT", "0");
        wrong.put("CLINIC_SYNC_MAX_STREAMS", "-1");
        wrong.put("CLINIC_RELEASES_POLL_EVERY", "0");
        wrong.put("CLINIC_OIDC_ISSUER", "https://issuer.example");
        wrong.put("CLINIC_OIDC_ROLES_EDITOR", "drafts:wrote");
        wrong.put("CLINIC_CACHE_MAX_SIZE", "64G");
        wrong.put("CLINIC_LIMITS_WINDOW", "1500ms");
        wrong.put("CLINIC_SECURITY_TXT_CONTACT", "http://example.org");
        wrong.put("QUARKUS_DATASOURCE_JDBC_UR", "jdbc:postgresql://localhost:1/none");
        wrong.put("QUARKUS_DATASOURCE_USERNAME", "somebody");
        wrong.put("QUARKUS_DATASOURCE_JDBC_MAX_SIZE", "10");
        // Of Kubernetes, which is no fault.
        wrong.put("CLINIC_CONTENT_SERVICE_HOST", "10.0.0.1");
        try (var service = new PackagedService(folder, wrong)) {
            assertThat(service.exitCode()).isEqualTo(1);
            assertThat(service.log())
                    .contains(
                            "its configuration has faults (15)",
                            "clinic.access.closed (CLINIC_ACCESS_CLOSED, environment) is \"treu\"",
                            "did you mean CLINIC_ACCESS_CLOSED?",
                            "clinic.access.admin-key (CLINIC_ACCESS_ADMIN_KEY, environment) is not an API key",
                            "clinic.metrics.token (CLINIC_METRICS_TOKEN, environment) ends with a line break",
                            "clinic.sync.heartbeat (CLINIC_SYNC_HEARTBEAT, environment) is \"0\"",
                            "CLINIC_SYNC_MAX_STREAMS",
                            "CLINIC_RELEASES_POLL_EVERY",
                            "clinic.oidc.audience (CLINIC_OIDC_AUDIENCE) is missing",
                            "drafts:wrote",
                            "CLINIC_CACHE_MAX_SIZE, environment) is more than half of the heap",
                            "CLINIC_LIMITS_WINDOW",
                            "CLINIC_SECURITY_TXT_CONTACT",
                            "did you mean QUARKUS_DATASOURCE_JDBC_URL?",
                            "quarkus.datasource.username",
                            "quarkus.datasource.jdbc.max-size")
                    .doesNotContain("obodyMaySee", "obody-may-see", "SERVICE_HOST", "\tat ");
            assertThat(service.log().lines()).hasSize(HEAD + 15);
            assertThat(folder.resolve(".data")).doesNotExist();
        }
    }

    @Test
    void anAddressOfTheDatabaseThatIsEmptyStartsNoOther() throws Exception {
        try (var service = new PackagedService(folder, Map.of("QUARKUS_DATASOURCE_JDBC_URL", ""))) {
            assertThat(service.exitCode()).isEqualTo(1);
            assertThat(service.log()).contains("quarkus.datasource.jdbc.url").contains("is set to nothing");
            assertThat(folder.resolve(".data")).doesNotExist();
        }
    }
}
