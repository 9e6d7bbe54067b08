package org.cliniccontent.configuration;

import io.smallrye.config.SmallRyeConfig;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Validates the whole configuration against its mappings before anything is started, and reports all faults at once: a
 * misspelt key might leave open what was to be closed, and a value out of bounds would fail hours later.
 */
public final class ConfigurationCheck {

    private static final String PREFIX = "clinic.";
    private static final String VARIABLE_PREFIX = "CLINIC_";
    private static final String QUARKUS_PREFIX = "QUARKUS_";
    private static final int SHOWN = 100;

    /**
     * The variables that Kubernetes (service links) and Docker (links) set for every service beside this one. For a
     * service {@code clinic-content} they are CLINIC_CONTENT_PORT, CLINIC_CONTENT_PORT_8080_TCP_ADDR and
     * CLINIC_CONTENT_SERVICE_HOST.
     */
    private static final Pattern SERVICE_LINK = Pattern.compile(
            "[A-Z0-9_]+_(?:SERVICE_HOST|SERVICE_PORT(?:_[A-Z0-9_]+)?|PORT_[0-9]+_(?:TCP|UDP|SCTP)(?:_(?:PROTO|PORT|ADDR))?)");

    private static final Pattern SERVICE_ADDRESS = Pattern.compile("(?:tcp|udp|sctp)://.*", Pattern.DOTALL);

    private final ConfigurationKeys keys;
    private final Settings settings;
    private final UnaryOperator<String> redaction;
    private final List<String> faults = new ArrayList<>();

    private ConfigurationCheck(Settings settings, ConfigurationKeys keys, UnaryOperator<String> redaction) {
        this.keys = keys;
        this.settings = settings;
        this.redaction = redaction;
    }

    /** A rule over several keys, or one that depends on more than a value's form. */
    @FunctionalInterface
    public interface Rule {

        /**
         * Checks the rule.
         *
         * @return a line for each fault
         */
        List<String> faults(Settings settings, ConfigurationKeys keys);
    }

    /**
     * Validates the configuration.
     *
     * @param redaction makes a text fit to be printed
     * @return a line for each fault; empty if there is none
     */
    public static List<String> faults(
            SmallRyeConfig config, ConfigurationKeys keys, UnaryOperator<String> redaction, List<Rule> rules) {
        return faults(new Settings(config, System.getenv().keySet()), keys, redaction, rules);
    }

    static List<String> faults(
            Settings settings, ConfigurationKeys keys, UnaryOperator<String> redaction, List<Rule> rules) {
        var check = new ConfigurationCheck(settings, keys, redaction);
        check.names();
        check.quarkusNames();
        keys.all().forEach(check::key);
        rules.forEach(rule -> check.faults.addAll(rule.faults(check.settings, keys)));
        return List.copyOf(check.faults);
    }

    private void names() {
        settings.properties()
                .filter(name -> name.toLowerCase(Locale.ROOT).startsWith(PREFIX) && !keys.knowsProperty(name))
                .distinct()
                .sorted()
                .forEach(name -> unknown(name, keys.nearestProperty(name.toLowerCase(Locale.ROOT))));
        // The framework accepts these in upper and lower case.
        settings.dottedVariables()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .filter(name -> name.startsWith(PREFIX) && !keys.knowsProperty(name))
                .forEach(name -> unknown(name, keys.nearestProperty(name)));
        settings.variables()
                .filter(name -> name.startsWith(VARIABLE_PREFIX))
                .filter(name -> !keys.knowsVariable(name) && !isServiceLink(name))
                .forEach(name -> unknown(name, keys.nearestVariable(name)));
        // An example is CLINC_ACCESS_CLOSED. A name that is not similar to one of ours belongs to someone else.
        settings.variables()
                .filter(name -> !name.startsWith(VARIABLE_PREFIX) && name.startsWith("CL"))
                .forEach(name -> keys.nearestVariable(name)
                        .filter(right -> SpellingSuggestion.slips(name, right) <= 2)
                        .ifPresent(right -> unknown(name, Optional.of(right))));
    }

    private boolean isServiceLink(String variable) {
        return SERVICE_LINK.matcher(variable).matches()
                || variable.endsWith("_PORT")
                        && settings.variable(variable)
                                .filter(value -> SERVICE_ADDRESS.matcher(value).matches())
                                .isPresent();
    }

    private void quarkusNames() {
        var databases = settings.properties()
                .filter(name -> name.matches("quarkus\\.datasource\\.[^.]+\\.db-kind"))
                .map(name -> ConfigurationKey.variable(name.split("\\.")[2]))
                .collect(Collectors.toSet());
        var known = new QuarkusVariables(databases);
        // The comparison uses the names of variables, because in names of properties the end of a name of the
        // operator's choice is ambiguous.
        settings.dottedVariables()
                .filter(name -> ConfigurationKey.variable(name).startsWith(QUARKUS_PREFIX))
                .filter(name -> !known.knows(ConfigurationKey.variable(name)))
                .forEach(name -> unknown(name, known.nearest(ConfigurationKey.variable(name))));
        settings.variables()
                .filter(name -> name.startsWith(QUARKUS_PREFIX) && !known.knows(name))
                .forEach(name -> unknown(name, known.nearest(name)));
        settings.variables()
                .filter(name -> !name.startsWith(QUARKUS_PREFIX) && name.startsWith("Q"))
                .forEach(name -> known.nearest(name)
                        .filter(right -> SpellingSuggestion.slips(name, right) <= 2)
                        .ifPresent(right -> unknown(name, Optional.of(right))));
    }

    private void unknown(String name, Optional<String> nearest) {
        faults.add(redaction.apply(name) + " is not known"
                + nearest.map(right -> "; did you mean " + right + "?").orElse(""));
    }

    private void key(ConfigurationKey key) {
        if (key.isMap()) {
            return;
        }
        var raw = settings.raw(key.name());
        if (raw.isPresent() && raw.get().isEmpty()) {
            if (key.isSecret() || !key.isOptional()) {
                fault(key, "is set to nothing: leave it out, or set " + key.allowed());
            }
            return;
        }
        var space = raw.flatMap(ConfigurationCheck::strayCharacter);
        if (space.isPresent()) {
            fault(key, space.get());
            return;
        }
        boolean sound = settings.elements(key, key.name()).stream().allMatch(value -> value(key, value));
        if (sound) {
            bounds(key);
        }
    }

    /**
     * Finds a stray control character. A file written by an editor or by {@code echo} ends in a line break, and so does
     * a secret made of it.
     */
    public static Optional<String> strayCharacter(String value) {
        if (value.endsWith("\n") || value.endsWith("\r")) {
            return Optional.of("ends with a line break: write the file or the secret without one (printf, not echo)");
        }
        if (value.indexOf('\n') >= 0 || value.indexOf('\r') >= 0) {
            return Optional.of("has a line break in it");
        }
        if (!value.strip().equals(value)) {
            return Optional.of("begins or ends with a space");
        }
        return Optional.empty();
    }

    private boolean value(ConfigurationKey key, String value) {
        try {
            var amount = key.kind().amount(value);
            boolean right = key.kind() == ValueKind.OTHER
                    ? settings.isConvertible(value, key.type())
                    : amount == null || isWithin(key, amount);
            if (right) {
                return true;
            }
        } catch (IllegalArgumentException | ArithmeticException e) {
            // The fault below replaces the parser's message, which is for programmers.
        }
        fault(key, shown(key, value) + ", but must be " + key.allowed());
        return false;
    }

    private static boolean isWithin(ConfigurationKey key, BigDecimal amount) {
        return key.bounds()
                .filter(bounds -> amount.compareTo(key.kind().bound(bounds.min())) < 0
                        || amount.compareTo(key.kind().bound(bounds.max())) > 0)
                .isEmpty();
    }

    private void bounds(ConfigurationKey key) {
        var amount = settings.amount(key);
        if (key.bounds().isEmpty() || amount.isEmpty()) {
            return;
        }
        var bounds = key.bounds().get();
        other(bounds.above())
                .filter(other -> amount.get().compareTo(settings.amount(other).orElseThrow()) <= 0)
                .ifPresent(other -> fault(key, shown(key) + ", but must be more than " + shownFor(other)));
        other(bounds.atMost())
                .filter(other -> amount.get().compareTo(settings.amount(other).orElseThrow()) > 0)
                .ifPresent(other -> fault(key, shown(key) + ", but must be at most " + shownFor(other)));
    }

    private Optional<ConfigurationKey> other(String name) {
        return Optional.of(name)
                .filter(given -> !given.isEmpty())
                .map(keys::get)
                .filter(key -> settings.amount(key).isPresent());
    }

    private String shownFor(ConfigurationKey other) {
        return other.name() + ", which " + shown(other);
    }

    private String shown(ConfigurationKey key) {
        var set = settings.text(key.name());
        return set.isPresent()
                ? shown(key, set.get())
                : "is " + key.defaultValue().orElse("") + " by default";
    }

    private String shown(ConfigurationKey key, String value) {
        var printed = redaction.apply(value);
        return key.isSecret()
                ? "is not shown"
                : "is \"" + (printed.length() > SHOWN ? printed.substring(0, SHOWN) + '…' : printed) + '"';
    }

    /** Returns the environment variable of a key, by the rule of MicroProfile Config. */
    public static String variable(String name) {
        return ConfigurationKey.variable(name);
    }

    private void fault(ConfigurationKey key, String what) {
        faults.add(line(settings, key, what));
    }

    /** Formats a fault: {@code clinic.access.closed (CLINIC_ACCESS_CLOSED, environment) is …}. */
    public static String line(Settings settings, ConfigurationKey key, String what) {
        var source = settings.raw(key.name()).map(value -> ", " + settings.source(key.name()));
        return key.name() + " (" + key.variable() + source.orElse("") + ") " + what;
    }
}
