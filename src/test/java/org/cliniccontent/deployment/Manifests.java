package org.cliniccontent.deployment;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The Kubernetes objects of this repository, in the typed model of the client. */
final class Manifests {
    static final Path FOLDER = Path.of("k8s");
    static final Path BASE = FOLDER.resolve("base");

    private static final KubernetesSerialization SERIALIZATION = new KubernetesSerialization();

    private Manifests() {}

    /** All manifests, kustomization files aside: those are no Kubernetes objects. */
    static List<Path> files() {
        return yamlFiles().stream().filter(file -> !isKustomization(file)).toList();
    }

    /** All folders with a kustomization file. */
    static List<Path> folders() {
        return yamlFiles().stream()
                .filter(Manifests::isKustomization)
                .map(Path::getParent)
                .toList();
    }

    /** The object of this type in the base; there has to be exactly one. */
    static <T extends HasMetadata> T base(Class<T> type) {
        List<T> found = files().stream()
                .filter(file -> file.startsWith(BASE))
                .map(Manifests::parse)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
        if (found.size() != 1) {
            throw new AssertionError(found.size() + " objects of " + type.getSimpleName() + " in " + BASE);
        }
        return found.get(0);
    }

    static HasMetadata parse(Path file) {
        return parse(text(file));
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static HasMetadata parse(String yaml) {
        return SERIALIZATION.unmarshal(yaml);
    }

    private static boolean isKustomization(Path file) {
        return file.endsWith("kustomization.yaml");
    }

    private static List<Path> yamlFiles() {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            return files.filter(file -> file.toString().matches(".*\\.ya?ml"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
