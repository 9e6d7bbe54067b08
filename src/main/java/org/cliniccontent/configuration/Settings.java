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

/** What is set, as texts. Nothing is converted by the framework, whose converters are too lenient. */
public final class Settings {

    private final SmallRyeConfig config;
    private final Set<String> environment;

    /** @param environment the names of the process's environment: its source has those of properties as well */
    Settings(SmallRyeConfig config, Set<String> environment) {
        this.config = config;
        this.environment = Set.copyOf(environment);
    }

    /** What is set, empty if it is nothing or an empty text. */
    public Optional<String> text(String name) {
        return raw(name).filter(value -> !value.isEmpty());
    }

    /** Whether a key is there without a value. */
    public boolean isSetToNothing(String name) {
        return raw(name).filter(String::isEmpty).isPresent();
    }

    /** The same, without what it refers to, and with an empty text if that is set. */
    Optional<String> raw(String name) {
        try {
            return Optional.ofNullable(config.getConfigValue(name).getValue());
        } catch (NoSuchElementException | IllegalArgumentException e) {
            // An expression that leads nowhere: the framework names it.
            return Optional.ofNullable(config.getConfigValue(name).getRawValue());
        }
    }

    /** The values of a key that has several: by commas, or by indexes. */
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

    /** The names under a key that has names of the operator's choice, whole. */
    public Stream<String> namesUnder(String key) {
        return StreamSupport.stream(config.getPropertyNames().spliterator(), false)
                .filter(name -> name.startsWith(key + '.'))
                .sorted();
    }

    /** What a key amounts to, or its default; empty if there is none, or it is wrong, which is said elsewhere. */
    public Optional<BigDecimal> amount(ConfigurationKey key) {
        return text(key.name()).or(key::defaultValue).flatMap(value -> {
            try {
                return Optional.ofNullable(key.kind().amount(value));
            } catch (IllegalArgumentException | ArithmeticException e) {
                return Optional.empty();
            }
        });
    }

    /** Whether a value is one of a type, by the framework's converters. */
    boolean isConvertible(String value, Class<?> type) {
        try {
            return config.requireConverter(type).convert(value) != null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Where a value comes from, for people. */
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

    /** All names of properties that are set by files and system properties, without the profile before them. */
    Stream<String> properties() {
        return sources()
                .filter(source -> !isEnvironment(source))
                .flatMap(source -> source.getPropertyNames().stream())
                .map(Settings::withoutProfile);
    }

    /** Environment variables that are named as properties are, such as those of a ConfigMap may be. */
    Stream<String> dottedVariables() {
        return environment.stream()
                .filter(name -> name.indexOf('.') >= 0)
                .map(Settings::withoutProfile)
                .sorted();
    }

    private static String withoutProfile(String name) {
        return name.replaceFirst("^%[^.]+\\.", "");
    }

    /** All environment variables, with those of a file called .env, in capitals. */
    Stream<String> variables() {
        return sources()
                .filter(Settings::isEnvironment)
                .flatMap(source -> source.getPropertyNames().stream())
                .filter(name -> name.chars().allMatch(Settings::isOfVariable))
                .map(name -> name.toUpperCase(Locale.ROOT))
                .distinct()
                .sorted();
    }

    /** What a variable has, in whatever letters it is written. */
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
