package org.cliniccontent.deployment;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A kustomization.yaml with the fields used here. Others are refused, secretGenerator among them. */
record Kustomization(
        String apiVersion,
        String kind,
        String namespace,
        List<String> resources,
        List<ConfigMapGenerator> configMapGenerator,
        List<Image> images,
        List<Replicas> replicas,
        List<Patch> patches) {
    record ConfigMapGenerator(String name, String behavior, List<String> literals) {
        Map<String, String> values() {
            return literals.stream()
                    .map(literal -> literal.split("=", 2))
                    .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
        }
    }

    record Image(String name, String newName, String newTag) {}

    record Replicas(String name, int count) {}

    record Patch(String path) {}

    Kustomization {
        resources = orEmpty(resources);
        configMapGenerator = orEmpty(configMapGenerator);
        images = orEmpty(images);
        replicas = orEmpty(replicas);
        patches = orEmpty(patches);
    }

    static Kustomization in(Path folder) {
        return StrictYaml.read(folder.resolve("kustomization.yaml"), Kustomization.class);
    }

    /** Every path it names, resources and patches, relative to its folder. */
    Stream<String> paths() {
        return Stream.concat(resources.stream(), patches.stream().map(Patch::path));
    }

    private static <T> List<T> orEmpty(List<T> list) {
        return Objects.requireNonNullElse(list, List.of());
    }
}
