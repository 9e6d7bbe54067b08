package org.cliniccontent.configuration;

import io.smallrye.config.ConfigMapping;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@code k8s/configuration.md}, and the list of mappings for the packaged service, match the classes. To regenerate
 * them: {@code mvn test -Dtest=ConfigurationDocumentTest -Dconfiguration.write=true}.
 */
class ConfigurationDocumentTest {

    private static final Path DOCUMENT = Path.of("k8s", "configuration.md");
    private static final Path LIST = Path.of("src", "main", "resources").resolve(ConfigurationKeys.MAPPINGS);
    private static final String REGENERATE =
            "regenerate it with: mvn test -Dtest=ConfigurationDocumentTest -Dconfiguration.write=true";

    @Test
    void theCommittedDocumentIsThatOfTheMappings() throws IOException {
        hold(DOCUMENT, document());
    }

    @Test
    void theListHasAllMappings() throws IOException {
        hold(LIST, Mappings.all().stream().map(type -> type.getName() + '\n').collect(Collectors.joining()));
    }

    @Test
    void everyNumberHasBoundsAndADefaultWithinThem() {
        List<String> wrong = new ArrayList<>();
        for (var key : Mappings.keys().all()) {
            boolean needsBounds =
                    key.kind() != ValueKind.SWITCH && key.kind() != ValueKind.OTHER && key.kind() != ValueKind.TEXT;
            if (key.name().endsWith("-every") && key.kind() == ValueKind.TEXT) {
                wrong.add(key.name() + " is no @Interval");
            }
            if (needsBounds && key.bounds().isEmpty()) {
                wrong.add(key.name() + " has no @Bounds");
            }
            key.bounds().ifPresent(bounds -> {
                var least = key.kind().bound(bounds.min());
                var most = key.kind().bound(bounds.max());
                assertThat(least).as(key.name()).isLessThan(most);
                for (String value : key.defaultValue().orElse("").split(",")) {
                    if (!value.isEmpty() && key.kind().amount(value) != null) {
                        assertThat(key.kind().amount(value)).as(key.name()).isBetween(least, most);
                    }
                }
            });
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void everyKeyIsExplained() throws IOException {
        var meanings = Meanings.read(Mappings.all());
        assertThat(Mappings.keys().all())
                .filteredOn(key -> meanings.of(key.member()).length() < 10)
                .isEmpty();
    }

    private static void hold(Path file, String content) throws IOException {
        if (Boolean.getBoolean("configuration.write")) {
            Files.writeString(file, content);
        }
        assertThat(file).as(REGENERATE).hasContent(content);
    }

    private static String document() throws IOException {
        var mappings = Mappings.all();
        var meanings = Meanings.read(mappings);
        var text = new StringBuilder("""
                # Configuration

                Generated from the code by `ConfigurationDocumentTest`: change the mappings, not this file.

                Set a key as an environment variable, as a system property (`-Dclinic.access.closed=true`), or in
                `config/application.properties` below the working directory. The start ends with exit code 1, before a database is
                touched or a port is opened, and names every fault in a line of its own, if

                - a value is not of its type or out of its bounds. Switches are `true` or `false` and nothing else (not `1`, `yes`,
                  `on`, `TRUE`). Durations are `500ms`, `10s`, `5m`, `1h30m`, `30d` or ISO 8601 (`PT10S`); a bare number is seconds.
                  Sizes are `64K`, `64M`, `1G`; a bare number is bytes;
                - a value begins or ends with a space, or has a line break. Write files and secrets with `printf`, not `echo`;
                - a value is empty, unless the key has no default and is no secret: then it counts as not set;
                - a `clinic.*` key or a `CLINIC_*` variable is not listed here, or a `QUARKUS_*` variable is not one of the
                  framework's. The fault names the nearest one. Variables that Kubernetes or Docker set for a service called
                  `clinic-…` (`CLINIC_…_SERVICE_HOST`, `CLINIC_…_SERVICE_PORT`, `CLINIC_…_PORT=tcp://…`, `CLINIC_…_PORT_8080_TCP…`)
                  are passed over;
                - `QUARKUS_DATASOURCE_JDBC_URL` is empty, or a user or a password of the database is set without it;
                - the lanes of `clinic.concurrency` are together more than the pool (`QUARKUS_DATASOURCE_JDBC_MAX_SIZE`), or
                  `clinic.cache.max-size` or `clinic.sync.max-held` is set to more than half of the heap;
                - only one of `clinic.oidc.issuer` and `clinic.oidc.audience` is set, or a role has a scope that there is not.

                """);
        mappings.stream()
                .sorted((one, other) -> prefix(one).compareTo(prefix(other)))
                .forEach(mapping -> section(text, mapping, meanings));
        return text.toString();
    }

    private static String prefix(Class<?> mapping) {
        return mapping.getAnnotation(ConfigMapping.class).prefix();
    }

    private static void section(StringBuilder text, Class<?> mapping, Meanings meanings) {
        text.append(String.format(Locale.ROOT, "## %s\n\n%s\n\n", prefix(mapping), meanings.of(mapping)));
        text.append("| key, variable | value | default | meaning |\n| --- | --- | --- | --- |\n");
        ConfigurationKey.of(mapping).forEach(key -> {
            var secret = key.isSecret() ? ", secret" : "";
            text.append(String.format(
                    Locale.ROOT,
                    "| `%s`<br>`%s` | %s%s | %s | %s |\n",
                    key.name() + (key.isMap() ? ".<name>" : ""),
                    key.variable() + (key.isMap() ? "_<NAME>" : ""),
                    key.allowed(),
                    secret,
                    key.defaultValue().map(value -> '`' + value + '`').orElse("–"),
                    meanings.of(key.member())));
        });
        text.append('\n');
    }
}
