package org.cliniccontent.deployment;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
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

    static List<Path> overlays() {
        return folders().stream().filter(folder -> !folder.equals(BASE)).toList();
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

    /** What is wrong with a manifest: an unknown kind, a missing name, keys the model does not know. */
    static List<String> problems(String yaml) {
        HasMetadata object = parse(yaml);
        List<String> problems = new ArrayList<>();
        if (object instanceof GenericKubernetesResource) {
            problems.add("unknown kind " + object.getKind());
        }
        if (object.getMetadata() == null || object.getMetadata().getName() == null) {
            problems.add(object.getKind() + " without a name");
        }
        collectUnknownKeys(object, object.getKind(), problems);
        return problems;
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

    /** The model keeps keys it does not know as additional properties, at every level. */
    private static void collectUnknownKeys(Object value, String path, List<String> problems) {
        if (value instanceof Collection<?> items) {
            items.forEach(item -> collectUnknownKeys(item, path + "[]", problems));
        } else if (value instanceof Map<?, ?> entries) {
            entries.forEach((key, item) -> collectUnknownKeys(item, path + "." + key, problems));
        } else if (value instanceof KubernetesResource) {
            getters(value).forEach(getter -> collectUnknownKeys(value, getter, path, problems));
        }
    }

    private static void collectUnknownKeys(Object owner, Method getter, String path, List<String> problems) {
        Object value = invoke(getter, owner);
        if (!getter.getName().equals("getAdditionalProperties")) {
            collectUnknownKeys(value, path + "." + getter.getName().substring("get".length()), problems);
        } else if (value instanceof Map<?, ?> unknown && !unknown.isEmpty()) {
            problems.add(path + " has unknown keys " + unknown.keySet());
        }
    }

    private static Stream<Method> getters(Object owner) {
        return Arrays.stream(owner.getClass().getMethods())
                .filter(method -> method.getName().startsWith("get") && method.getParameterCount() == 0);
    }

    private static Object invoke(Method getter, Object owner) {
        try {
            return getter.invoke(owner);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(getter.toString(), e);
        }
    }
}
