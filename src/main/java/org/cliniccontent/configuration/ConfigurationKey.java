package org.cliniccontent.configuration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.common.utils.StringUtil;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A configuration key.
 *
 * @param name the name in a properties file; for a map, the prefix of the names
 * @param member the method of the mapping
 * @param type the type of the value, or of an element if there are several
 * @param isOptional whether there may be no value; an empty value then counts as none
 * @param isList whether there are several values, separated by commas
 * @param isMap whether names of the operator's choice follow, each with values of its own
 */
public record ConfigurationKey(
        String name, Method member, Class<?> type, boolean isOptional, boolean isList, boolean isMap) {

    /** Returns all keys of a mapping, sorted by name. */
    public static Stream<ConfigurationKey> of(Class<?> mapping) {
        var prefix = mapping.getAnnotation(ConfigMapping.class).prefix();
        return members(prefix, mapping).sorted((one, other) -> one.name().compareTo(other.name()));
    }

    private static Stream<ConfigurationKey> members(String prefix, Class<?> group) {
        return Arrays.stream(group.getMethods()).flatMap(member -> {
            var name = prefix + '.' + StringUtil.skewer(member.getName());
            var type = member.getReturnType();
            boolean isGroup = type.isInterface() && type.getPackageName().startsWith("org.cliniccontent");
            return isGroup ? members(name, type) : Stream.of(of(name, member));
        });
    }

    private static ConfigurationKey of(String name, Method member) {
        Type type = member.getGenericReturnType();
        boolean isOptional = raw(type) == Optional.class;
        if (isOptional) {
            type = argument(type, 0);
        }
        boolean isMap = raw(type) == Map.class;
        if (isMap) {
            type = argument(type, 1);
        }
        boolean isList = Collection.class.isAssignableFrom(raw(type));
        if (isList) {
            type = argument(type, 0);
        }
        return new ConfigurationKey(name, member, raw(type), isOptional || isMap, isList, isMap);
    }

    private static Class<?> raw(Type type) {
        return type instanceof ParameterizedType parameterized
                ? (Class<?>) parameterized.getRawType()
                : (Class<?>) type;
    }

    private static Type argument(Type type, int index) {
        return ((ParameterizedType) type).getActualTypeArguments()[index];
    }

    /** Returns the environment variable, by the rule of MicroProfile Config. */
    public String variable() {
        return variable(name);
    }

    static String variable(String name) {
        return StringUtil.replaceNonAlphanumericByUnderscores(name).toUpperCase(Locale.ROOT);
    }

    /** Returns the default value; empty if there is none. */
    public Optional<String> defaultValue() {
        return Optional.ofNullable(member.getAnnotation(WithDefault.class)).map(WithDefault::value);
    }

    public Optional<Bounds> bounds() {
        return Optional.ofNullable(member.getAnnotation(Bounds.class));
    }

    /** Checks whether the value must never be printed. */
    public boolean isSecret() {
        return member.isAnnotationPresent(Secret.class);
    }

    ValueKind kind() {
        return ValueKind.of(type, member);
    }

    /** Describes the allowed values: {@code a duration from 1s to 5m, more than clinic.sync.heartbeat}. */
    public String allowed() {
        var kind = kind();
        var words = new StringBuilder(kind == ValueKind.OTHER ? otherWords() : kind.words());
        bounds().ifPresent(bounds -> {
            words.append(kind == ValueKind.TEXT ? " of " : " from ").append(bounds.min());
            words.append(" to ").append(bounds.max());
            words.append(kind == ValueKind.TEXT ? " characters" : "");
            if (!bounds.above().isEmpty()) {
                words.append(", more than ").append(bounds.above());
            }
            if (!bounds.atMost().isEmpty()) {
                words.append(", at most ").append(bounds.atMost());
            }
        });
        return isList ? words + "; several are separated by commas" : words.toString();
    }

    private String otherWords() {
        if (type.isEnum()) {
            return Arrays.stream(type.getEnumConstants())
                    .map(constant -> StringUtil.skewer(constant.toString()))
                    .collect(Collectors.joining(" or "));
        }
        return switch (type.getSimpleName()) {
            case "URI" -> "a URI";
            case "Path" -> "a path";
            case "Network" -> "an address or a network such as 10.0.0.0/8";
            case "NameServer" -> "an address with or without a port, such as 192.0.2.53:53";
            default -> "a " + type.getSimpleName().toLowerCase(Locale.ROOT);
        };
    }

    /** Checks whether a name in a properties file sets this key, or an element of it. */
    boolean isSetBy(String property) {
        if (isMap) {
            return property.startsWith(name + '.') || property.startsWith(name + '[');
        }
        return property.equals(name) || isList && property.startsWith(name + '[') && property.endsWith("]");
    }

    /** Checks whether an environment variable, in capitals, sets this key, or an element of it. */
    boolean isSetByVariable(String variable) {
        if (isMap) {
            return variable.startsWith(variable() + '_');
        }
        return variable.equals(variable()) || isList && variable.startsWith(variable() + '_') && variable.endsWith("_");
    }
}
