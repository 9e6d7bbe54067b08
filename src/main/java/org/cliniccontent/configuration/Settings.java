package org.cliniccontent.configuration;

import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.common.utils.StringUtil;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.config.spi.ConfigSource;

/** The configured values, as texts. The framework's converters are too lenient and are not used. */
public final class Settings {

    private final SmallRyeConfig config;
    private final Set<String> environment;

    /**
     * @param environment the names of the process's environment variables: their source lists names of properties as
     *     well
     */
    Settings(SmallRyeConfig config, Set<String> environment) {
        this.config = config;
        this.environment = Set.copyOf(environment);
    }

    /** Returns the value of a key; empty if it is unset or an empty text. */
    public Optional<String> text(String name) {
        return raw(name).filter(value -> !value.isEmpty());
    }

    /** Checks whether a key is set to an empty value. */
    public boolean isSetToNothing(String name) {
        return raw(name).filter(String::isEmpty).isPresent();
    }

    /** Returns the value without expanding expressions; an empty text is returned as such. */
    Optional<String> raw(String name) {
        try {
            return Optional.ofNullable(config.getConfigValue(name).getValue());
        } catch (NoSuchElementException | IllegalArgumentException e) {
            // An expression without a value: the framework's message names it.
            return Optional.ofNullable(config.getConfigValue(name).getRawValue());
        }
    }

    /** Returns the values of a list key, whether separated by commas or given by index. */
    List<String> elements(ConfigurationKey key, String name) {
        if (!key.isList()) {
            return text(name).stream().toList();
        }
        var indexed = config.getIndexedProperties(name);
        if (!indexed.isEmpty()) {
            return indexed.stream().flatMap(each -> text(each).stream()).toList();
        }
        return text(name).stream()
                .flatMap(value -> Stream.of(StringUtil.split(value)))
                .toList();
    }

    /** Returns the full names under a key whose names the operator chooses. */
    public Stream<String> namesUnder(String key) {
        return StreamSupport.stream(config.getPropertyNames().spliterator(), false)
                .filter(name -> name.startsWith(key + '.'))
                .sorted();
    }

    /**
     * Returns the amount of a key's value or default; empty if there is none, or if it is invalid, which is reported
     * elsewhere.
     */
    public Optional<BigDecimal> amount(ConfigurationKey key) {
        return text(key.name()).or(key::defaultValue).flatMap(value -> {
            try {
                return Optional.ofNullable(key.kind().amount(value));
            } catch (IllegalArgumentException | ArithmeticException e) {
                return Optional.empty();
            }
        });
    }

    /** Checks whether the framework can convert a value to a type. */
    boolean isConvertible(String value, Class<?> type) {
        try {
            return config.requireConverter(type).convert(value) != null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Describes the source of a value for people. */
    String source(String name) {
        var source = config.getConfigValue(name).getConfigSourceName();
        if (source == null || source.startsWith("EnvConfigSource")) {
            return "environment";
        }
        if (source.startsWith("SysPropConfigSource")) {
            return "system property";
        }
        return source.replaceFirst("^([A-Za-z]+)\\[source=(.*)]$", "$2");
    }

    /** Returns the names of all properties in files and system properties, without their profile prefix. */
    Stream<String> properties() {
        return sources()
                .filter(source -> !isEnvironment(source))
                .flatMap(source -> source.getPropertyNames().stream())
                .map(Settings::withoutProfile);
    }

    /** Returns the environment variables named like properties, as those of a ConfigMap may be. */
    Stream<String> dottedVariables() {
        return environment.stream()
                .filter(name -> name.indexOf('.') >= 0)
                .map(Settings::withoutProfile)
                .sorted();
    }

    private static String withoutProfile(String name) {
        return name.replaceFirst("^%[^.]+\\.", "");
    }

    /** Returns all environment variables, including those of a file called .env, in capitals. */
    Stream<String> variables() {
        return sources()
                .filter(Settings::isEnvironment)
                .flatMap(source -> source.getPropertyNames().stream())
                .filter(name -> name.chars().allMatch(Settings::isOfVariable))
                .map(name -> name.toUpperCase(Locale.ROOT))
                .distinct()
                .sorted();
    }

    /** Returns the value of a variable, whatever the case of its name. */
    Optional<String> variable(String name) {
        return sources()
                .filter(Settings::isEnvironment)
                .flatMap(
                        source -> Stream.of(name, name.toLowerCase(Locale.ROOT)).map(source::getValue))
                .filter(value -> value != null)
                .findFirst();
    }

    private Stream<ConfigSource> sources() {
        return StreamSupport.stream(config.getConfigSources().spliterator(), false);
    }

    private static boolean isEnvironment(ConfigSource source) {
        return source instanceof io.smallrye.config.EnvConfigSource;
    }

    private static boolean isOfVariable(int c) {
        return c == '_' || c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z';
    }
}
