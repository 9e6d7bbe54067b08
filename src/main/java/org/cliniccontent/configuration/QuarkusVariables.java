package org.cliniccontent.configuration;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The environment variables of the framework, from the model that every extension ships in its jar. The framework
 * itself ignores an unknown variable, such as a misspelt address of the database.
 */
final class QuarkusVariables {

    /**
     * The most common variables. If no others are set, the models, 700 kB, are not read. Suggestions are made from
     * these first.
     */
    static final List<String> USUAL = List.of(
            "QUARKUS_DATASOURCE_JDBC_URL",
            "QUARKUS_DATASOURCE_USERNAME",
            "QUARKUS_DATASOURCE_PASSWORD",
            "QUARKUS_DATASOURCE_JDBC_MAX_SIZE",
            "QUARKUS_HTTP_PORT",
            "QUARKUS_HTTP_HOST",
            "QUARKUS_HTTP_ACCESS_LOG_ENABLED",
            "QUARKUS_MANAGEMENT_PORT",
            "QUARKUS_MANAGEMENT_HOST",
            "QUARKUS_FLYWAY_MIGRATE_AT_START",
            "QUARKUS_LOG_LEVEL",
            "QUARKUS_LOG_CONSOLE_JSON_ENABLED",
            "QUARKUS_OTEL_SDK_DISABLED",
            "QUARKUS_OTEL_EXPORTER_OTLP_ENDPOINT",
            "QUARKUS_SHUTDOWN_DELAY",
            "QUARKUS_SHUTDOWN_TIMEOUT");

    /** Variables that are not part of a mapping. */
    private static final Set<String> UNLISTED = Set.of(
            "QUARKUS_PROFILE",
            "QUARKUS_CONFIG_LOCATIONS",
            "QUARKUS_CONFIG_PROFILE_PARENT",
            "QUARKUS_DEVSERVICES_ENABLED",
            "QUARKUS_TEST_PROFILE",
            "QUARKUS_UUID");

    private static final String MODEL = "META-INF/quarkus-config-doc/quarkus-config-model.json";
    private static final Pattern PROPERTY = Pattern.compile("\"property\" : \"((?:[^\"\\\\]|\\\\\")++)\"");

    /** The placeholder for a name of the operator's choice in a property. */
    private static final String CHOSEN = "\u0000";

    /** The index of a list element: {@code quarkus.http.cors.origins[0]} is QUARKUS_HTTP_CORS_ORIGINS_0_. */
    private static final String INDEX = "(?:_[0-9]+_)?";

    private final Set<String> sources;
    private List<Pattern> known;

    /** @param sources the names of further databases besides the default one, in capitals */
    QuarkusVariables(Set<String> sources) {
        this.sources = sources;
    }

    boolean knows(String variable) {
        if (USUAL.contains(variable) || UNLISTED.contains(variable)) {
            return true;
        }
        if (known == null) {
            known = properties().map(this::pattern).distinct().toList();
        }
        return known.stream().anyMatch(each -> each.matcher(variable).matches());
    }

    Optional<String> nearest(String variable) {
        return SpellingSuggestion.nearest(variable, USUAL);
    }

    private static Stream<String> properties() {
        try {
            return Collections.list(QuarkusVariables.class.getClassLoader().getResources(MODEL)).stream()
                    .map(QuarkusVariables::read)
                    .flatMap(model -> PROPERTY.matcher(model).results().map(QuarkusVariables::property));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String property(MatchResult found) {
        return found.group(1).replaceAll("\\\\\"[^\"\\\\]*+\\\\\"", CHOSEN);
    }

    private static String read(URL model) {
        try (InputStream stream = model.openStream()) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Pattern pattern(String property) {
        var variable = property.replaceAll("[^A-Za-z0-9\u0000]", "_").toUpperCase(Locale.ROOT);
        // Otherwise every misspelt variable of the default database would count as one of a database with that name.
        var name = variable.startsWith("QUARKUS_DATASOURCE_" + CHOSEN)
                ? "(?:_[A-Z0-9][A-Z0-9_]*_" + (sources.isEmpty() ? "" : '|' + String.join("|", sources)) + ')'
                : "_?[A-Z0-9][A-Z0-9_]*";
        return Pattern.compile(variable.replace(CHOSEN, name) + INDEX);
    }
}
