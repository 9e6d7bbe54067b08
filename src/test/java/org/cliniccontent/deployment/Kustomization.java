package org.cliniccontent.deployment;

import com.fasterxml.jackson.databind.JsonNode;
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
        List<String> components,
        List<Labels> labels,
        List<ConfigMapGenerator> configMapGenerator,
        List<Image> images,
        List<Replicas> replicas,
        List<Patch> patches) {
    record Labels(Map<String, String> pairs, boolean includeTemplates) {}

    record ConfigMapGenerator(
            String name, String behavior, JsonNode options, List<String> literals, List<String> files) {
        Map<String, String> values() {
            return orEmpty(literals).stream()
                    .map(literal -> literal.split("=", 2))
                    .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
        }
    }

    record Image(String name, String newName, String newTag, String digest) {}

    record Replicas(String name, int count) {}

    record Patch(String path, JsonNode target, String patch) {}

    Kustomization {
        resources = orEmpty(resources);
        components = orEmpty(components);
        labels = orEmpty(labels);
        configMapGenerator = orEmpty(configMapGenerator);
        images = orEmpty(images);
        replicas = orEmpty(replicas);
        patches = orEmpty(patches);
    }

    static Kustomization in(Path folder) {
        return StrictYaml.read(folder.resolve("kustomization.yaml"), Kustomization.class);
    }

    /** Every file and folder that it names, relative to its own. */
    Stream<String> paths() {
        return Stream.of(
                        resources.stream(),
                        components.stream(),
                        patches.stream().map(Patch::path).filter(Objects::nonNull),
                        configMapGenerator.stream().flatMap(generator -> orEmpty(generator.files()).stream()))
                .flatMap(paths -> paths);
    }

    private static <T> List<T> orEmpty(List<T> list) {
        return Objects.requireNonNullElse(list, List.of());
    }
}
