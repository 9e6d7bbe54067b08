package org.cliniccontent.deployment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** docker-compose.yml, and the variables that it and the manifests configure the service by. */
class ComposeTest {
    private static final Path FILE = Path.of("docker-compose.yml");
    private static final Path EXAMPLE = Path.of(".env.example");

    private final JsonNode compose = StrictYaml.read(FILE);
    private final JsonNode service = compose.at("/services/clinic-content");
    private final JsonNode postgres = compose.at("/services/postgres");

    @Test
    void aKeyGivenTwiceIsRefused() {
        assertThatThrownBy(() -> StrictYaml.parse("services: {}\nservices: {}\n", JsonNode.class))
                .isInstanceOf(JsonProcessingException.class)
                .hasMessageContaining("Duplicate");
    }

    @ParameterizedTest
    @MethodSource("variables")
    void aVariableIsAConfigurationKeyOfTheRunningService(String variable) {
        assertThat(EnvironmentVariables.isKnown(variable)).as(variable).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "QUARKUS_DATASOURCE_JDBC_MAXSIZE",
                // Decided when the service is built.
                "QUARKUS_DATASOURCE_DB_KIND",
                "QUARKUS_MANAGEMENT_ENABLED",
                "CLINIC_NO_SUCH_KEY"
            })
    void aMisspeltOrIneffectiveVariableIsNone(String variable) {
        assertThat(EnvironmentVariables.isKnown(variable)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"QUARKUS_LOG_CATEGORY__ORG_CLINICCONTENT__LEVEL", "QUARKUS_MANAGEMENT_PORT"})
    void aVariableWithANameInItIsKnown(String variable) {
        assertThat(EnvironmentVariables.isKnown(variable)).isTrue();
    }

    @Test
    void theServiceIsBuiltFromTheDockerfile() {
        Path context = Path.of(service.at("/build/context").asText());
        assertThat(context.resolve(service.at("/build/dockerfile").asText()))
                .isRegularFile()
                .isEqualTo(context.resolve(Dockerfile.FILE));
    }

    @Test
    void theServiceWaitsForAHealthyDatabase() {
        assertThat(service.at("/depends_on/postgres/condition").asText()).isEqualTo("service_healthy");
        assertThat(healthCheck(postgres)).startsWith("CMD pg_isready");
    }

    @Test
    void theServiceIsHealthyWhenItIsReady() {
        assertThat(healthCheck(service)).contains("/dev/tcp/127.0.0.1/9000", "GET /q/health/ready ");
    }

    @Test
    void theServiceSignsInAsTheDatabasesUser() {
        JsonNode client = service.get("environment");
        JsonNode server = postgres.get("environment");
        assertThat(client.get("QUARKUS_DATASOURCE_JDBC_URL").asText())
                .isEqualTo("jdbc:postgresql://postgres:5432/"
                        + server.get("POSTGRES_DB").asText());
        assertThat(client.get("QUARKUS_DATASOURCE_USERNAME")).isEqualTo(server.get("POSTGRES_USER"));
        assertThat(client.get("QUARKUS_DATASOURCE_PASSWORD")).isEqualTo(server.get("POSTGRES_PASSWORD"));
    }

    @Test
    void thePasswordHasNoDefault() {
        assertThat(postgres.at("/environment/POSTGRES_PASSWORD").asText()).startsWith("${POSTGRES_PASSWORD:?");
        assertThat(Manifests.text(EXAMPLE)).containsPattern("(?m)^POSTGRES_PASSWORD=$");
    }

    @Test
    void theExampleListsWhatCanBeSet() {
        Set<String> read = names("(?<!\\$)\\$\\{([A-Z_]+)", FILE);
        passedOn().forEach(read::add);
        assertThat(names("(?m)^#?([A-Z_]+)=", EXAMPLE)).isEqualTo(read);
    }

    @Test
    void theDatabaseIsReachedByTheServiceOnly() {
        assertThat(postgres.has("ports")).isFalse();
        assertThat(texts(postgres.get("networks"))).containsExactly("database");
        assertThat(compose.at("/networks/database/internal").asBoolean()).isTrue();
        assertThat(members(service.get("networks"))).contains("database");
        assertThat(compose.get("services").properties())
                .filteredOn(each -> !List.of("clinic-content", "postgres").contains(each.getKey()))
                .isNotEmpty()
                .allSatisfy(each ->
                        assertThat(members(each.getValue().get("networks"))).containsExactly("public"));
    }

    /** Because the network's gateway is a trusted proxy: whoever reaches the port may say whose request it is. */
    @Test
    void theServiceIsReachedFromThisMachineOnly() {
        assertThat(texts(service.get("ports")))
                .isNotEmpty()
                .allMatch(port -> port.startsWith("127.0.0.1:"))
                .allMatch(port -> port.endsWith(
                        ":" + service.at("/environment/QUARKUS_HTTP_PORT").asText()));
        assertThat(compose.get("services").properties())
                .filteredOn(each -> !each.getKey().equals("tls"))
                .allSatisfy(each -> assertThat(texts(each.getValue().path("ports")))
                        .allMatch(port -> port.startsWith("127.0.0.1:")));
    }

    @Test
    void theTrustedProxiesAreTheGatewaysAndThoseInFront() {
        assertThat(service.at("/environment/CLINIC_LIMITS_TRUSTED_PROXIES")
                        .asText()
                        .split(","))
                .containsExactly(
                        gateway("public"),
                        gateway("database"),
                        address("cache"),
                        address("tls"),
                        "${OTHER_PROXIES:-127.0.0.1}");
    }

    private String gateway(String network) {
        return compose.at("/networks/" + network + "/ipam/config/0/gateway").asText();
    }

    private String address(String name) {
        return compose.at("/services/" + name + "/networks/public/ipv4_address").asText();
    }

    @Test
    void noAddressIsLeftToTheEngine() {
        assertThat(compose.get("services").properties())
                .filteredOn(each -> members(each.getValue().get("networks")).contains("public"))
                .extracting(each -> address(each.getKey()))
                .hasSize(6)
                .doesNotHaveDuplicates()
                .allMatch(address -> address.startsWith("${PUBLIC_NETWORK:-172.30.238}."));
    }

    @Test
    void everythingHasALimitOfMemoryAndNoSwap() {
        assertThat(compose.get("services")).isNotEmpty().allSatisfy(each -> assertThat(
                        each.path("mem_limit").asText())
                .isNotEmpty()
                .isEqualTo(each.path("memswap_limit").asText()));
    }

    @Test
    void whatIsNotNeededStartsWithAProfile() {
        assertThat(compose.get("services").properties())
                .filteredOn(each -> !each.getValue().has("profiles"))
                .extracting(Map.Entry::getKey)
                .containsExactly("clinic-content", "postgres");
    }

    @Test
    void theDataIsInANamedVolume() {
        String[] mount = postgres.at("/volumes/0").asText().split(":");
        assertThat(compose.get("volumes").has(mount[0])).isTrue();
        assertThat(postgres.at("/environment/PGDATA").asText()).startsWith(mount[1] + "/");
    }

    @Test
    void theServiceRunsWithoutPrivileges() {
        assertThat(service.get("read_only").asBoolean()).isTrue();
        assertThat(texts(service.get("tmpfs"))).containsExactly("/tmp:size=64m");
        assertThat(texts(service.get("cap_drop"))).containsExactly("ALL");
        assertThat(compose.get("services")).isNotEmpty().allSatisfy(each -> {
            assertThat(texts(each.get("security_opt"))).containsExactly("no-new-privileges:true");
            assertThat(each.has("privileged")).isFalse();
        });
    }

    @Test
    void everythingComesBackAfterACrash() {
        assertThat(compose.get("services"))
                .isNotEmpty()
                .allSatisfy(each -> assertThat(each.path("restart").asText()).isEqualTo("unless-stopped"));
    }

    @Test
    void theServiceHasTimeToDrain() {
        Duration drain =
                duration("/environment/QUARKUS_SHUTDOWN_DELAY").plus(duration("/environment/QUARKUS_SHUTDOWN_TIMEOUT"));
        assertThat(duration("/stop_grace_period")).isGreaterThan(drain);
    }

    @Test
    void noImageIsTheLatest() {
        assertThat(postgres.get("image").asText()).matches("postgres:\\$\\{POSTGRES_TAG:-1[78]}");
        assertThat(Manifests.text(FILE)).doesNotContain("latest");
    }

    private static Stream<String> variables() {
        return Stream.of(ofCompose(), ofConfigMaps(), ofDeployments())
                .flatMap(names -> names)
                .filter(name -> name.startsWith("QUARKUS_") || name.startsWith("CLINIC_"))
                .distinct()
                .sorted();
    }

    private static Stream<String> ofCompose() {
        return stream(StrictYaml.read(FILE).get("services"))
                .flatMap(each -> each.path("environment").properties().stream().map(Map.Entry::getKey));
    }

    /** Variables without a value in the file: Compose takes them from .env, and leaves them out where that has none. */
    private static Stream<String> passedOn() {
        return stream(StrictYaml.read(FILE).get("services"))
                .flatMap(each -> each.path("environment").properties().stream())
                .filter(variable -> variable.getValue().isNull())
                .map(Map.Entry::getKey);
    }

    private static Stream<String> ofConfigMaps() {
        return Manifests.folders().stream()
                .flatMap(folder -> Kustomization.in(folder).configMapGenerator().stream())
                .flatMap(generator -> generator.values().keySet().stream());
    }

    private static Stream<String> ofDeployments() {
        return Manifests.files().stream()
                .map(Manifests::parse)
                .filter(Deployment.class::isInstance)
                .map(Deployment.class::cast)
                .flatMap(deployment -> deployment.getSpec().getTemplate().getSpec().getContainers().stream())
                .flatMap(container -> container.getEnv().stream())
                .map(EnvVar::getName);
    }

    private Duration duration(String pointer) {
        return Durations.of(service.at(pointer).asText());
    }

    private static String healthCheck(JsonNode service) {
        return texts(service.at("/healthcheck/test")).collect(Collectors.joining(" "));
    }

    private static List<String> members(JsonNode node) {
        return node.isArray()
                ? texts(node).toList()
                : node.properties().stream().map(Map.Entry::getKey).toList();
    }

    private static Stream<String> texts(JsonNode array) {
        return stream(array).map(JsonNode::asText);
    }

    private static Stream<JsonNode> stream(JsonNode node) {
        return StreamSupport.stream(node.spliterator(), false);
    }

    private static Set<String> names(String pattern, Path file) {
        return Pattern.compile(pattern)
                .matcher(Manifests.text(file))
                .results()
                .map((MatchResult match) -> match.group(1))
                .collect(Collectors.toSet());
    }
}
