package org.cliniccontent.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigMappings.ConfigClass;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The environment variables that configure the service when it starts.
 *
 * <p>For Quarkus they come from the model that every extension carries in its runtime jar and that its reference
 * documentation is made from. Of what is in the jars it alone has names of properties together with their phase:
 * quarkus-javadoc.properties names members of classes, quarkus-config-roots.list only classes. The phase matters,
 * because a variable for what was fixed when the service was built has no effect, and nobody is told.
 *
 * <p>For the service itself they come from its own {@code @ConfigMapping} interfaces.
 */
final class EnvironmentVariables {
    private static final String MODEL = "META-INF/quarkus-config-doc/quarkus-config-model.json";
    private static final List<Pattern> KNOWN = Stream.concat(ofQuarkus(), ofTheService())
            .map(EnvironmentVariables::pattern)
            .toList();

    private EnvironmentVariables() {}

    static boolean isKnown(String variable) {
        return KNOWN.stream().anyMatch(pattern -> pattern.matcher(variable).matches());
    }

    private static Stream<String> ofQuarkus() {
        return models().flatMap(model -> model.findParents("phase").stream())
                .filter(property -> property.get("phase").asText().equals("RUN_TIME"))
                .flatMap(EnvironmentVariables::names);
    }

    private static Stream<String> names(JsonNode property) {
        return Stream.concat(
                        Stream.of(property.get("path")),
                        StreamSupport.stream(property.path("additionalPaths").spliterator(), false))
                .map(path -> path.get("property").asText());
    }

    private static Stream<JsonNode> models() {
        try {
            ClassLoader loader = EnvironmentVariables.class.getClassLoader();
            return Collections.list(loader.getResources(MODEL)).stream().map(EnvironmentVariables::json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode json(URL model) {
        try (InputStream stream = model.openStream()) {
            return new ObjectMapper().readTree(stream);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<String> ofTheService() {
        return new ClassFileImporter()
                .importPackages("org.cliniccontent").stream()
                        .filter(type -> type.isAnnotatedWith(ConfigMapping.class))
                        .map(JavaClass::reflect)
                        .flatMap(type -> ConfigMappings.getProperties(ConfigClass.configClass(type)).keySet().stream());
    }

    /**
     * By the rule of MicroProfile Config: what is no letter or digit becomes an underscore, letters become capitals. A
     * quoted segment of the documentation, or a star of a mapping, stands for a name of the operator's choice.
     */
    private static Pattern pattern(String property) {
        String variable = property.replaceAll("\"[^\"]*\"|\\*", "\u0000")
                .replaceAll("[^A-Za-z0-9\u0000]", "_")
                .toUpperCase(Locale.ROOT);
        return Pattern.compile(variable.replace("\u0000", "_?[A-Z0-9][A-Z0-9_]*"));
    }
}
