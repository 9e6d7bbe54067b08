package org.cliniccontent.configuration;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Every key of the service. */
public final class ConfigurationKeys {

    /**
     * The resource that lists the mappings, one a line: a packaged application cannot find them by a scan. A test
     * writes it.
     */
    public static final String MAPPINGS = "META-INF/clinic-configuration";

    private final List<ConfigurationKey> keys;

    ConfigurationKeys(List<ConfigurationKey> keys) {
        this.keys = List.copyOf(keys);
    }

    /** Loads the keys of all mappings. */
    public static ConfigurationKeys load() {
        var loader = ConfigurationKeys.class.getClassLoader();
        try (var mappings = new BufferedReader(
                new InputStreamReader(loader.getResourceAsStream(MAPPINGS), StandardCharsets.UTF_8))) {
            return new ConfigurationKeys(mappings.lines()
                    .map(name -> mapping(name, loader))
                    .flatMap(ConfigurationKey::of)
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Class<?> mapping(String name, ClassLoader loader) {
        try {
            return Class.forName(name, false, loader);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("the list of mappings is stale", e);
        }
    }

    /** Returns all keys in the order of the mappings. */
    public List<ConfigurationKey> all() {
        return keys;
    }

    /** @throws java.util.NoSuchElementException if there is no such key */
    public ConfigurationKey get(String name) {
        return keys.stream().filter(key -> key.name().equals(name)).findFirst().orElseThrow();
    }

    boolean knowsProperty(String property) {
        return keys.stream().anyMatch(key -> key.isSetBy(property));
    }

    boolean knowsVariable(String variable) {
        return keys.stream().anyMatch(key -> key.isSetByVariable(variable));
    }

    Optional<String> nearestProperty(String property) {
        return SpellingSuggestion.nearest(
                property, keys.stream().map(ConfigurationKey::name).toList());
    }

    Optional<String> nearestVariable(String variable) {
        return SpellingSuggestion.nearest(
                variable, keys.stream().map(ConfigurationKey::variable).toList());
    }
}
