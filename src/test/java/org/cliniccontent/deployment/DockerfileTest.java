package org.cliniccontent.deployment;

import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The image that the Dockerfile makes, as far as can be told without building it. */
class DockerfileTest {
    private final Dockerfile dockerfile = new Dockerfile();
    private final PodSpec pod =
            Manifests.base(Deployment.class).getSpec().getTemplate().getSpec();

    @Test
    void everyBaseImageIsAnArgumentWithATag() {
        assertThat(bases()).hasSize(4).allSatisfy(from -> {
            assertThat(from).matches("\\$\\{[A-Z_]+} AS [a-z]+");
            String name = from.substring(2, from.indexOf('}'));
            assertThat(arguments().get(name)).matches("[a-z-]+:[0-9][0-9a-z.-]*");
        });
        assertThat(Manifests.text(Dockerfile.FILE)).doesNotContain("latest");
    }

    @Test
    void aReleaseIsBuiltOnDigests() {
        var check = dockerfile.all("RUN").stream()
                .filter(command -> command.contains("\"$RELEASE\""))
                .toList();
        assertThat(check).hasSize(1);
        assertThat(bases()).allSatisfy(from -> {
            String name = from.substring(2, from.indexOf('}'));
            assertThat(check.get(0)).contains("\"$" + name + "\"");
            assertThat(Manifests.text(Path.of("src/main/docker/build"))).contains(name);
        });
        assertThat(Manifests.text(Path.of("src/main/docker/build"))).contains("RELEASE=true");
    }

    @Test
    void theServiceRunsAsTheUserOfTheManifests() {
        Long user = pod.getSecurityContext().getRunAsUser();
        assertThat(user).isPositive();
        assertThat(dockerfile.last("USER")).isEqualTo(user + ":" + user);
    }

    @Test
    void thePortsAreThoseOfTheManifests() {
        assertThat(dockerfile.last("EXPOSE").split(" "))
                .containsExactlyElementsOf(pod.getContainers().get(0).getPorts().stream()
                        .map(port -> port.getContainerPort().toString())
                        .toList());
    }

    @Test
    void javaIsTheFirstProcessAndGetsTheSignals() {
        assertThat(dockerfile.last("ENTRYPOINT")).startsWith("[\"java\", ");
        assertThat(dockerfile.all("STOPSIGNAL")).isEmpty();
    }

    @Test
    void theImageIsBuiltWithoutTheEmbeddedDatabase() {
        assertThat(dockerfile.all("RUN").stream().filter(command -> command.startsWith("mvn ")))
                .isNotEmpty()
                .allMatch(command -> command.contains(" -Pcontainer "));
    }

    @Test
    void theCacheIsMadeAndUsedByTheSameJavaInTheSameFolder() {
        assertThat(dockerfile.all("FROM"))
                .endsWith(
                        "${JDK_IMAGE} AS jdk",
                        "${RUNTIME_IMAGE} AS runtime",
                        "${DATABASE_IMAGE} AS training",
                        "runtime");
        assertThat(dockerfile.all("COPY"))
                .contains(
                        "--from=jdk /opt/java/runtime /opt/java/openjdk",
                        "--from=runtime /opt/java/openjdk /opt/java/openjdk",
                        "--from=training /tmp/app.aot ./");
        assertThat(dockerfile.all("WORKDIR")).endsWith("/app", "/app");
        assertThat(dockerfile.all("RUN")).anyMatch(command -> command.contains(" train /app /tmp/app.aot "));
        assertThat(dockerfile.all("ENV").stream().filter(variables -> variables.contains("JDK_JAVA_OPTIONS")))
                .hasSize(2)
                .allMatch(variables -> variables.startsWith("JDK_JAVA_OPTIONS=${JAVA_OPTIONS}"));
    }

    @Test
    void aCacheThatDoesNotFitFailsTheBuildButNoStart() {
        assertThat(dockerfile.last("RUN"))
                .contains(" -XX:AOTMode=on -XX:AOTCache=app.aot ")
                .endsWith(" new-key >/dev/null");
        assertThat(dockerfile.last("ENTRYPOINT")).contains("\"-XX:AOTCache=app.aot\"");
        assertThat(dockerfile.last("ENTRYPOINT") + arguments().get("JAVA_OPTIONS"))
                .doesNotContain("AOTMode");
    }

    @Test
    void theCacheIsTrainedOnTheDatabaseThatIsServedFrom() {
        var compose = Manifests.text(Path.of("docker-compose.yml"));
        assertThat(compose)
                .contains("image: " + arguments().get("DATABASE_IMAGE").replace(":", ":${POSTGRES_TAG:-") + "}");
    }

    @Test
    void whatIsFetchedDependsOnThePomAlone() {
        assertThat(dockerfile.all("COPY")).startsWith("pom.xml ./");
    }

    @Test
    void theVersionIsTheProjects() throws Exception {
        assertThat(arguments().get("VERSION")).isEqualTo(projectVersion());
        assertThat(pod.getContainers().get(0).getImage()).endsWith(":" + projectVersion());
        assertThat(dockerfile.last("LABEL"))
                .contains(
                        "org.opencontainers.image.version=\"${VERSION}\"",
                        "org.opencontainers.image.revision=\"${REVISION}\"",
                        "org.opencontainers.image.base.name=\"${RUNTIME_IMAGE}\"");
    }

    @Test
    void onlyWhatIsCopiedGoesToTheBuilder() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of(".dockerignore"))) {
            assertThat(lines.filter(line -> !line.startsWith("#")))
                    .containsExactly("*", "!pom.xml", "!src/main", "src/main/docker", "!src/main/docker/train");
        }
    }

    /** What is not a stage of its own. */
    private List<String> bases() {
        return dockerfile.all("FROM").stream()
                .filter(from -> from.startsWith("$"))
                .toList();
    }

    private Map<String, String> arguments() {
        return dockerfile.all("ARG").stream()
                .filter(argument -> argument.contains("="))
                .map(argument -> argument.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    }

    private static String projectVersion() throws Exception {
        var pom = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse("pom.xml");
        return XPathFactory.newInstance().newXPath().evaluate("/project/version", pom);
    }
}
