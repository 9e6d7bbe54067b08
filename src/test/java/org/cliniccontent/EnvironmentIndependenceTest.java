package org.cliniccontent;

import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.ByteArrayOutputStream;
import java.io.StringReader;
import java.lang.reflect.Executable;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Formatter;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TimeZone;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;

/** Nothing that we call asks the machine for its locale, character encoding or time zone, nor for the time. */
@AnalyzeClasses(packages = "org.cliniccontent", importOptions = ImportOption.DoNotIncludeTests.class)
class EnvironmentIndependenceTest {

    /** Of two overloads that differ by one of these, the one without takes the machine's. */
    private static final Set<Class<?>> ENVIRONMENT = Set.of(Locale.class, Charset.class, ZoneId.class, Clock.class);

    /** Without an overload that could be called instead. */
    private static final Set<String> DEFAULTS = Set.of(
            "java.lang.String.formatted",
            "java.util.Locale.getDefault",
            "java.util.TimeZone.getDefault",
            "java.time.ZoneId.systemDefault",
            "java.time.Clock.systemDefaultZone",
            "java.nio.charset.Charset.defaultCharset",
            "java.text.MessageFormat.format",
            "java.sql.Timestamp.valueOf",
            "java.sql.Timestamp.toLocalDateTime");

    /** Their overloads without a character encoding mean UTF-8. */
    private static final Set<String> UTF_8 = Set.of(
            "java.nio.file.Files",
            "java.net.http.HttpResponse$BodyHandlers",
            "java.net.http.HttpResponse$BodySubscribers",
            "java.net.http.HttpRequest$BodyPublishers");

    @ArchTest
    static final ArchRule nothingDependsOnTheEnvironment = rule();

    private static ArchRule rule() {
        return classes()
                .should(callNothingThatDependsOnTheEnvironment())
                .because(
                        "programs read what we write, and it must be the same on every machine; name Locale.ROOT, UTF-8,"
                                + " UTC and the injected clock");
    }

    @ArchTest
    static void plantedCallsAreFound(JavaClasses ignored) {
        var planted = new ClassFileImporter().importClasses(Planted.class);
        assertThat(rule().evaluate(planted).getFailureReport().getDetails()).hasSize(Planted.CALLS);
    }

    private static ArchCondition<JavaClass> callNothingThatDependsOnTheEnvironment() {
        return new ArchCondition<>("call nothing that depends on the environment") {
            @Override
            public void check(JavaClass origin, ConditionEvents events) {
                Stream.<JavaAccess<?>>concat(
                                origin.getCodeUnitCallsFromSelf().stream(),
                                origin.getCodeUnitReferencesFromSelf().stream())
                        .filter(access -> dependsOnTheEnvironment((CodeUnitAccessTarget) access.getTarget()))
                        .forEach(access -> events.add(SimpleConditionEvent.violated(access, access.getDescription())));
            }
        };
    }

    private static boolean dependsOnTheEnvironment(CodeUnitAccessTarget target) {
        var owner = target.getOwner().getName();
        if (!owner.startsWith("java.") || UTF_8.contains(owner)) {
            return false;
        }
        return DEFAULTS.contains(owner + '.' + target.getName()) || couldBeTold(target);
    }

    /** Whether there is an overload with the same parameters and what the environment says. */
    private static boolean couldBeTold(CodeUnitAccessTarget target) {
        var given =
                target.getRawParameterTypes().stream().map(JavaClass::getName).toList();
        Class<?> owner = target.getOwner().reflect();
        Stream<Executable> overloads = target.getName().equals("<init>")
                ? Arrays.stream(owner.getConstructors())
                : Arrays.stream(owner.getMethods())
                        .filter(method -> method.getName().equals(target.getName()))
                        .map(Executable.class::cast);
        return overloads.anyMatch(overload -> isToldMore(overload, given));
    }

    private static boolean isToldMore(Executable overload, List<String> given) {
        var parameters = overload.getParameterTypes();
        for (int i = 0; i < parameters.length; i++) {
            if (ENVIRONMENT.contains(parameters[i])) {
                var others = new ArrayList<>(
                        Arrays.stream(parameters).map(Class::getName).toList());
                others.remove(i);
                if (others.equals(given)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** What the rule must find, and beside it what it must not. */
    static final class Planted {

        static final int CALLS = 14;

        static Object forbidden() {
            UnaryOperator<String> reference = String::toLowerCase;
            return List.of(
                    reference,
                    String.format("%d", 1),
                    "%d".formatted(1),
                    "I".toUpperCase(),
                    new String(new byte[0]),
                    "".getBytes(),
                    new Formatter(),
                    new ByteArrayOutputStream().toString(),
                    DateTimeFormatter.ofPattern("d"),
                    LocalDate.now(),
                    Instant.now(),
                    Locale.getDefault(),
                    TimeZone.getDefault(),
                    System.out.printf("%d", 1));
        }

        static Object allowed() {
            return List.of(
                    new StringReader(""),
                    String.format(Locale.ROOT, "%d", 1),
                    "I".toUpperCase(Locale.ROOT),
                    "".getBytes(StandardCharsets.UTF_8),
                    LocalDate.now(Clock.systemUTC()));
        }

        private Planted() {}
    }
}
