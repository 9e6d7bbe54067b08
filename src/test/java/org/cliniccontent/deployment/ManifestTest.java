package org.cliniccontent.deployment;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicySpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is under k8s fits the service and its documentation. What can be told from the rendered manifests alone, such as their
 * schemas and privileges, is checked by .ci/deployment.
 */
class ManifestTest {
    /** What the documentation says is open. */
    private static final String NETWORK = Manifests.text(Path.of("k8s/README.md"))
            .lines()
            .dropWhile(line -> !line.equals("## Network"))
            .skip(1)
            .takeWhile(line -> !line.startsWith("## "))
            .collect(Collectors.joining(" "));

    private final Deployment deployment = Manifests.base(Deployment.class);
    private final PodSpec pod = deployment.getSpec().getTemplate().getSpec();
    private final Map<String, String> podLabels =
            deployment.getSpec().getTemplate().getMetadata().getLabels();
    private final Container container = pod.getContainers().get(0);

    @Test
    void everyManifestIsNamedByItsKustomization() {
        assertThat(Manifests.files()).isNotEmpty().allSatisfy(file -> assertThat(
                        Kustomization.in(file.getParent()).paths())
                .contains(file.getFileName().toString()));
    }

    @Test
    void everyProbeAsksTheManagementPort() {
        assertThat(Stream.of(container.getStartupProbe(), container.getLivenessProbe(), container.getReadinessProbe())
                        .map(Probe::getHttpGet))
                .allSatisfy(probe -> assertThat(probe.getPort()).isEqualTo(new IntOrString("management")))
                .extracting(probe -> probe.getPath())
                .containsExactly("/q/health/started", "/q/health/live", "/q/health/ready");
        assertThat(ports()).containsEntry("management", 9000);
    }

    @Test
    void theContainerListensWhereItIsConfiguredTo() {
        assertThat(ports().get("http")).hasToString(configuration().get("QUARKUS_HTTP_PORT"));
    }

    @Test
    void theOnlyFolderToWriteToIsForTemporaryFiles() {
        assertThat(container.getVolumeMounts())
                .extracting(VolumeMount::getMountPath)
                .containsExactly("/tmp");
        assertThat(pod.getVolumes()).hasSize(1).allSatisfy(volume -> {
            assertThat(volume.getName())
                    .isEqualTo(container.getVolumeMounts().get(0).getName());
            assertThat(volume.getEmptyDir()).isNotNull();
        });
    }

    @Test
    void aPodHasTimeToDrain() {
        Duration drain = Durations.of(configuration().get("QUARKUS_SHUTDOWN_DELAY"))
                .plus(Durations.of(configuration().get("QUARKUS_SHUTDOWN_TIMEOUT")));
        assertThat(Duration.ofSeconds(pod.getTerminationGracePeriodSeconds())).isGreaterThan(drain);
    }

    @Test
    void theNetworkIsClosedButForWhatIsListed() {
        NetworkPolicySpec policy = Manifests.base(NetworkPolicy.class).getSpec();
        assertThat(policy.getPolicyTypes()).containsExactlyInAnyOrder("Ingress", "Egress");
        assertThat(policy.getIngress()).allSatisfy(rule -> assertThat(rule.getFrom())
                .isNotEmpty()
                .allSatisfy(peer -> assertThat(peer.getNamespaceSelector()).isNotNull()));
        assertThat(policy.getIngress().stream()
                        .flatMap(rule -> rule.getPorts().stream())
                        .map(port -> port.getPort().getStrVal()))
                .containsExactly("http", "management")
                .allSatisfy(name -> assertThat(ports()).containsKey(name));
        assertThat(policy.getEgress().stream().flatMap(rule -> rule.getPorts().stream()))
                .extracting(
                        NetworkPolicyPort::getProtocol, port -> port.getPort().getIntVal())
                .extracting(Object::toString)
                .containsExactly("(\"UDP\", 53)", "(\"TCP\", 53)", "(\"TCP\", 5432)", "(\"TCP\", 443)");
        // Both sides of what is open are documented.
        assertThat(policy.getEgress().stream().flatMap(rule -> rule.getPorts().stream()))
                .allSatisfy(port ->
                        assertThat(NETWORK).contains("(" + port.getPort().getIntVal() + ")"));
        assertThat(policy.getIngress().stream().flatMap(rule -> rule.getPorts().stream()))
                .allSatisfy(port -> assertThat(NETWORK)
                        .contains("(" + ports().get(port.getPort().getStrVal()) + ")"));
        // Webhooks lead to the outside, and whatever a partner names, not into the cluster.
        assertThat(policy.getEgress().get(policy.getEgress().size() - 1).getTo())
                .hasSize(2)
                .allSatisfy(peer -> assertThat(peer.getIpBlock().getExcept()).isNotEmpty());
    }

    private Map<String, Integer> ports() {
        return container.getPorts().stream()
                .collect(Collectors.toMap(ContainerPort::getName, ContainerPort::getContainerPort));
    }

    private static Map<String, String> configuration() {
        return generator().values();
    }

    private static Kustomization.ConfigMapGenerator generator() {
        return Kustomization.in(Manifests.BASE).configMapGenerator().get(0);
    }
}
