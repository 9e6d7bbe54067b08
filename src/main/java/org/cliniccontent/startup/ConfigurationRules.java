package org.cliniccontent.startup;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.cliniccontent.access.Scope;
import org.cliniccontent.authentication.ApiKeySecret;
import org.cliniccontent.configuration.ConfigurationCheck;
import org.cliniccontent.configuration.ConfigurationKeys;
import org.cliniccontent.configuration.Settings;
import org.cliniccontent.installation.InstallationConfig;

/** Rules over several configuration keys, or over facts that only a part of the service knows. */
final class ConfigurationRules {

    static final List<ConfigurationCheck.Rule> ALL = List.of(
            ConfigurationRules::administrator,
            ConfigurationRules::issuer,
            ConfigurationRules::lanes,
            ConfigurationRules::limits,
            ConfigurationRules::memory,
            ConfigurationRules::securityTxt,
            ConfigurationRules::installation,
            ConfigurationRules::database);

    private static final String ADMIN_KEY = "clinic.access.admin-key";
    private static final String ISSUER = "clinic.oidc.issuer";
    private static final String AUDIENCE = "clinic.oidc.audience";
    private static final String ROLES = "clinic.oidc.roles";
    private static final String URL = "quarkus.datasource.jdbc.url";
    private static final String POOL = "quarkus.datasource.jdbc.max-size";
    private static final BigDecimal NANOS = BigDecimal.valueOf(1, 9);

    private ConfigurationRules() {}

    private static List<String> administrator(Settings settings, ConfigurationKeys keys) {
        var key = settings.text(ADMIN_KEY);
        boolean isSound = key.isEmpty()
                || ConfigurationCheck.strayCharacter(key.get()).isPresent()
                || ApiKeySecret.parse(key.get()).isPresent();
        return isSound
                ? List.of()
                : List.of(ConfigurationCheck.line(
                        settings,
                        keys.get(ADMIN_KEY),
                        "is not an API key, or was cut (" + key.get().length()
                                + " characters, not shown): make one with 'new-key'"));
    }

    private static List<String> issuer(Settings settings, ConfigurationKeys keys) {
        List<String> faults = new ArrayList<>();
        var issuer = settings.text(ISSUER);
        if (issuer.isPresent() && settings.text(AUDIENCE).isEmpty()) {
            faults.add(ConfigurationCheck.line(
                    settings,
                    keys.get(AUDIENCE),
                    "is missing: with " + ISSUER + " alone, tokens for other services would be accepted"));
        }
        if (issuer.isEmpty() && settings.text(AUDIENCE).isPresent()) {
            faults.add(ConfigurationCheck.line(
                    settings, keys.get(ISSUER), "is missing: with " + AUDIENCE + " alone no token is accepted"));
        }
        settings.namesUnder(ROLES)
                .flatMap(role -> settings.text(role).stream().flatMap(scopes -> Stream.of(scopes.split(",", -1))
                        .filter(scope -> Scope.of(scope).isEmpty())
                        .map(scope -> role + " names \"" + scope + "\", which is no scope: there are "
                                + Stream.of(Scope.values()).map(Scope::value).toList())))
                .forEach(faults::add);
        return faults;
    }

    /** Checks the lanes: each request in a lane holds a connection, and probes and background jobs need some too. */
    private static List<String> lanes(Settings settings, ConfigurationKeys keys) {
        var sum = Stream.of("reads", "writes", "verifications")
                .flatMap(lane -> settings.amount(keys.get("clinic.concurrency." + lane + ".running")).stream())
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        return settings
                .text(POOL)
                .filter(pool -> pool.matches("[0-9]{1,9}"))
                .filter(pool -> sum.compareTo(new BigDecimal(pool)) > 0)
                .map(pool -> "clinic.concurrency.reads.running, .writes.running and .verifications.running are "
                        + sum.toPlainString() + " together, but may be no more than " + POOL + " ("
                        + ConfigurationCheck.variable(POOL) + "), which is " + pool)
                .stream()
                .toList();
    }

    private static List<String> limits(Settings settings, ConfigurationKeys keys) {
        var window = keys.get("clinic.limits.window");
        return settings
                .amount(window)
                .filter(seconds -> seconds.remainder(BigDecimal.ONE).abs().compareTo(NANOS) >= 0)
                .map(seconds -> ConfigurationCheck.line(settings, window, "must be whole seconds"))
                .stream()
                .toList();
    }

    /**
     * Checks the memory: the response cache and the buffers of streams must leave as much of the heap for everything
     * else.
     */
    private static List<String> memory(Settings settings, ConfigurationKeys keys) {
        var half = BigDecimal.valueOf(Runtime.getRuntime().maxMemory() / 2);
        return Stream.of("clinic.cache.max-size", "clinic.sync.max-held")
                .map(keys::get)
                .filter(key -> settings.text(key.name()).isPresent())
                .filter(key -> settings.amount(key)
                        .filter(size -> size.compareTo(half) > 0)
                        .isPresent())
                .map(key -> ConfigurationCheck.line(
                        settings,
                        key,
                        "is more than half of the heap, which has "
                                + Runtime.getRuntime().maxMemory() / 1024 / 1024 + "M"))
                .toList();
    }

    private static List<String> installation(Settings settings, ConfigurationKeys keys) {
        var name = keys.get("clinic.installation.name");
        return settings
                .text(name.name())
                .filter(value -> !value.matches(InstallationConfig.NAME))
                .map(value -> ConfigurationCheck.line(
                        settings,
                        name,
                        "must be letters, digits, '.', '_' and '-', and begin with a letter or a digit"))
                .stream()
                .toList();
    }

    private static List<String> securityTxt(Settings settings, ConfigurationKeys keys) {
        return Stream.concat(
                        schemes("clinic.security-txt.contact", Set.of("mailto", "https", "tel"), settings, keys),
                        schemes("clinic.security-txt.canonical", Set.of("https"), settings, keys))
                .toList();
    }

    private static Stream<String> schemes(String name, Set<String> schemes, Settings settings, ConfigurationKeys keys) {
        return settings.text(name).stream()
                .flatMap(value -> Stream.of(value.split(",", -1)))
                .filter(uri -> !schemes.contains(uri.split(":", 2)[0]) || uri.indexOf(':') < 0)
                .map(uri -> ConfigurationCheck.line(
                        settings, keys.get(name), "must be URIs with one of the schemes " + schemes));
    }

    /**
     * Checks the database's address. Without one the service starts a database of its own, which is not intended if any
     * of its settings is present.
     */
    private static List<String> database(Settings settings, ConfigurationKeys keys) {
        List<String> faults = new ArrayList<>();
        if (settings.isSetToNothing(URL)) {
            faults.add(URL + " (" + ConfigurationCheck.variable(URL)
                    + ") is set to nothing: set the address of the database, or leave it out for the embedded one");
        } else if (settings.text(URL).isEmpty()) {
            Stream.of("quarkus.datasource.username", "quarkus.datasource.password")
                    .filter(name -> settings.text(name).isPresent())
                    .map(name -> name + " (" + ConfigurationCheck.variable(name) + ") is set, but " + URL + " ("
                            + ConfigurationCheck.variable(URL)
                            + ") is not: the service would start an embedded database")
                    .forEach(faults::add);
        } else if (!settings.text(URL).get().startsWith("jdbc:postgresql:")) {
            faults.add(URL + " (" + ConfigurationCheck.variable(URL) + ") must begin with jdbc:postgresql:");
        }
        Stream.of(URL, "quarkus.datasource.username", "quarkus.datasource.password")
                .filter(name -> settings.text(name)
                        .filter(value -> value.matches("(?s).*[\r\n].*"))
                        .isPresent())
                .map(name -> name + " (" + ConfigurationCheck.variable(name) + ") "
                        + ConfigurationCheck.strayCharacter(settings.text(name).get())
                                .orElseThrow())
                .forEach(faults::add);
        return faults;
    }
}
