package org.cliniccontent.deployment;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicySpec;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What is under k8s fits together and asks for no privileges. That it renders is checked by .ci/deployment. */
class ManifestTest {
    private final Deployment deployment = Manifests.base(Deployment.class);
    private final PodSpec pod = deployment.getSpec().getTemplate().getSpec();
    private final Map<String, String> podLabels =
            deployment.getSpec().getTemplate().getMetadata().getLabels();
    private final Container container = pod.getContainers().get(0);

    @ParameterizedTest
    @MethodSource("org.cliniccontent.deployment.Manifests#files")
    void aManifestHasKnownKindsAndKeysOnly(Path file) {
        StrictYaml.read(file);
        assertThat(Manifests.problems(Manifests.text(file))).isEmpty();
    }

    @Test
    void aMisspeltKeyIsAProblem() {
        String service = """
                apiVersion: v1
                kind: Service
                metadata:
                  name: misspelt
                spec:
                  ports:
                    - port: 80
                      targetPortt: http
                """;
        assertThat(Manifests.problems(service)).containsExactly("Service.Spec.Ports[] has unknown keys [targetPortt]");
    }

    @ParameterizedTest
    @MethodSource("org.cliniccontent.deployment.Manifests#folders")
    void aKustomizationNamesWhatExists(Path folder) {
        assertThat(Kustomization.in(folder).paths()).isNotEmpty().allSatisfy(path -> assertThat(folder.resolve(path))
                .exists());
    }

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
    void theServiceLeadsToADeclaredPort() {
        assertThat(Manifests.base(Service.class).getSpec().getPorts())
                .isNotEmpty()
                .allSatisfy(port ->
                        assertThat(ports()).containsKey(port.getTargetPort().getStrVal()));
    }

    @Test
    void everySelectorMatchesThePods() {
        assertThat(selectors()).hasSizeGreaterThan(4).allSatisfy(selector -> {
            assertThat(selector).isNotEmpty();
            assertThat(podLabels).containsAllEntriesOf(selector);
        });
    }

    @Test
    void aDeploymentRunsWithoutPrivileges() {
        assertThat(pod.getInitContainers()).isEmpty();
        assertThat(pod.getContainers()).hasSize(1);
        assertThat(pod.getAutomountServiceAccountToken()).isFalse();
        assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
        assertThat(pod.getSecurityContext().getRunAsUser()).isEqualTo(10001);
        assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
        assertThat(Stream.of(pod.getHostNetwork(), pod.getHostPID(), pod.getHostIPC()))
                .containsOnlyNulls();
    }

    @Test
    void aContainerCannotGainPrivileges() {
        var security = container.getSecurityContext();
        assertThat(security.getAllowPrivilegeEscalation()).isFalse();
        assertThat(security.getReadOnlyRootFilesystem()).isTrue();
        assertThat(security.getCapabilities().getDrop()).containsExactly("ALL");
        assertThat(security.getCapabilities().getAdd()).isEmpty();
        assertThat(security.getPrivileged()).isNull();
        // What a container says wins over what the pod says.
        assertThat(Stream.of(security.getRunAsUser(), security.getRunAsNonRoot(), security.getSeccompProfile()))
                .containsOnlyNulls();
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
    void theServiceAccountExistsAndHasNoToken() {
        ServiceAccount account = Manifests.base(ServiceAccount.class);
        assertThat(pod.getServiceAccountName()).isEqualTo(account.getMetadata().getName());
        assertThat(account.getAutomountServiceAccountToken()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("deployments")
    void aContainerRequestsAndLimitsWhatItUses(Path file) {
        Deployment sized = (Deployment) Manifests.parse(file);
        assertThat(sized.getSpec().getTemplate().getSpec().getContainers())
                .hasSize(1)
                .allSatisfy(each -> {
                    assertThat(each.getName()).isEqualTo(container.getName());
                    assertThat(each.getResources().getRequests()).containsOnlyKeys("cpu", "memory");
                    // Memory that is only promised is taken back by a kill.
                    assertThat(each.getResources().getLimits())
                            .containsKey("cpu")
                            .containsEntry(
                                    "memory", each.getResources().getRequests().get("memory"));
                });
    }

    @Test
    void noSecretIsInTheRepository() {
        assertThat(Manifests.files().stream().map(Manifests::parse))
                .isNotEmpty()
                .noneMatch(Secret.class::isInstance);
        assertThat(container.getEnv())
                .extracting(EnvVar::getName)
                .containsExactly(
                        "QUARKUS_DATASOURCE_JDBC_URL",
                        "QUARKUS_DATASOURCE_USERNAME",
                        "QUARKUS_DATASOURCE_PASSWORD",
                        "CLINIC_ACCESS_ADMIN_KEY");
        assertThat(container.getEnv()).allSatisfy(variable -> {
            assertThat(variable.getValue()).isNull();
            assertThat(variable.getValueFrom().getSecretKeyRef().getName())
                    .isIn("clinic-content-database", "clinic-content-access");
        });
    }

    @Test
    void theConfigurationIsTheOneThatIsGenerated() {
        assertThat(container.getEnvFrom()).hasSize(1).allSatisfy(source -> assertThat(
                        source.getConfigMapRef().getName())
                .isEqualTo(generator().name()));
    }

    @Test
    void theImageHasATag() {
        assertThat(container.getImage()).matches("clinic-content:[0-9][0-9A-Za-z.-]*");
    }

    @ParameterizedTest
    @MethodSource("org.cliniccontent.deployment.Manifests#overlays")
    void anOverlaySetsNamespaceReplicasAndTag(Path folder) {
        Kustomization overlay = Kustomization.in(folder);
        assertThat(overlay.namespace()).isEqualTo("clinic-content-" + folder.getFileName());
        assertThat(overlay.replicas()).hasSize(1).allSatisfy(replicas -> {
            assertThat(replicas.name()).isEqualTo(deployment.getMetadata().getName());
            assertThat(replicas.count()).isPositive();
        });
        assertThat(overlay.images()).hasSize(1).allSatisfy(image -> {
            assertThat(container.getImage()).startsWith(image.name() + ":");
            assertThat(image.newTag()).isNotEqualTo("latest").matches("[0-9][0-9A-Za-z.-]*");
        });
    }

    @Test
    void aRollOutTakesNoReplicaAwayBeforeAnotherIsReady() {
        var rolling = deployment.getSpec().getStrategy().getRollingUpdate();
        assertThat(rolling.getMaxUnavailable()).isEqualTo(new IntOrString(0));
        assertThat(rolling.getMaxSurge().getIntVal()).isPositive();
        assertThat(deployment.getSpec().getReplicas()).isGreaterThan(1);
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
        // Webhooks lead to the outside, and whatever a partner names, not into the cluster.
        assertThat(policy.getEgress().get(policy.getEgress().size() - 1).getTo())
                .hasSize(2)
                .allSatisfy(peer -> assertThat(peer.getIpBlock().getExcept()).isNotEmpty());
    }

    private static List<Path> deployments() {
        return Manifests.files().stream()
                .filter(file -> Manifests.parse(file) instanceof Deployment)
                .toList();
    }

    private Map<String, Integer> ports() {
        return container.getPorts().stream()
                .collect(Collectors.toMap(ContainerPort::getName, ContainerPort::getContainerPort));
    }

    private Stream<Map<String, String>> selectors() {
        Stream<LabelSelector> spread =
                pod.getTopologySpreadConstraints().stream().map(TopologySpreadConstraint::getLabelSelector);
        Stream<LabelSelector> others = Stream.of(
                deployment.getSpec().getSelector(),
                Manifests.base(PodDisruptionBudget.class).getSpec().getSelector(),
                Manifests.base(NetworkPolicy.class).getSpec().getPodSelector());
        return Stream.concat(
                Stream.of(Manifests.base(Service.class).getSpec().getSelector()),
                Stream.concat(spread, others).map(LabelSelector::getMatchLabels));
    }

    private static Map<String, String> configuration() {
        return generator().values();
    }

    private static Kustomization.ConfigMapGenerator generator() {
        return Kustomization.in(Manifests.BASE).configMapGenerator().get(0);
    }
}
