package org.cliniccontent;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import jakarta.inject.Inject;
import jakarta.persistence.Entity;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;

/** Which package may know which, and what no class may do. */
@AnalyzeClasses(packages = "org.cliniccontent", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String ROOT = "org.cliniccontent.";
    private static final List<String> TYPES =
            List.of("condition", "treatment", "mscsource", "deliverymethod", "caveat", "reference", "document");

    /**
     * Every package with those that it may know. It may know only packages that stand before it, so there is no circle.
     * {@code http} with a part is that package alone; everything else is a package with those below it.
     */
    private static final Map<String, Set<String>> KNOWS = new LinkedHashMap<>();

    static {
        knows("configuration");
        knows("http.log");
        knows("http.telemetry", "http.log");
        knows("http.connection", "configuration");
        knows("database", "configuration");
        knows("installation", "configuration", "database");
        knows("http.problem", "http.log");
        knows("http", "configuration", "database", "http.connection", "http.log", "http.problem");
        knows("http.address", "configuration", "http", "http.connection");
        knows("http.body", "configuration", "http", "http.connection", "http.problem");
        knows("http.contract", "http", "http.body", "http.problem");
        var shared = Set.of(
                "configuration",
                "database",
                "http",
                "http.address",
                "http.body",
                "http.contract",
                "http.log",
                "http.problem");
        knows("access", shared);
        knows("audit", shared, "access");
        knows("limits", shared, "access", "audit");
        knows("authentication", shared, "access", "audit", "limits");
        knows("content", "http.problem");
        knows("release", shared, "content");
        knows("cache", shared, "access", "content", "release");
        knows("read", shared, "access", "limits", "content", "release", "cache");
        knows("workingcopy", shared, "access", "audit", "content", "release", "read");
        knows("review", shared, "access", "audit", "content", "release", "workingcopy");
        knows("publishing", shared, "installation", "access", "audit", "content", "release", "workingcopy");
        for (String type : TYPES) {
            // What a type may know of another one is a rule of its own.
            knows(type, shared, "access", "content", "release", "read", "workingcopy");
            KNOWS.get(type).addAll(TYPES);
        }
        knows("bundle", shared, "access", "audit", "content", "release", "workingcopy", "review", "publishing");
        knows("sync", shared, "http.connection", "access", "audit", "limits", "authentication", "content", "release");
        knows(
                "webhook",
                shared,
                "http.telemetry",
                "installation",
                "access",
                "audit",
                "authentication",
                "content",
                "release",
                "review",
                "sync");
        knows("startup", shared, "installation", "access", "authentication", "content", "release", "bundle");
    }

    private static void knows(String name, String... others) {
        knows(name, Set.of(), others);
    }

    private static void knows(String name, Set<String> shared, String... others) {
        var known = Stream.concat(shared.stream(), Arrays.stream(others)).collect(Collectors.toSet());
        if (!KNOWS.keySet().containsAll(known)) {
            throw new IllegalArgumentException(name + " may know only what stands before it: " + known);
        }
        known.add(name);
        KNOWS.put(name, known);
    }

    @ArchTest
    static final ArchRule packagesKnowWhatTheyMay = classes()
            .should(condition("know only what the table lists", dependency -> {
                var target = dependency.getTargetClass().getPackageName();
                return target.startsWith(ROOT)
                        && !KNOWS.get(part(dependency.getOriginClass().getPackageName()))
                                .contains(part(target));
            }))
            .because("a package that knows nothing of another can be read and changed without it");

    @ArchTest
    static final ArchRule typesMeetInTheirEntities = classes()
            .that()
            .resideInAnyPackage(TYPES.stream().map(type -> ROOT + type + "..").toArray(String[]::new))
            .should(knowOtherTypesByTheirEntitiesOnly())
            .because("a relation joins two working copies; everything else of a type is its own");

    @ArchTest
    static final ArchRule dependenciesComeByConstructor = noFields()
            .should()
            .beAnnotatedWith(Inject.class)
            .because("a constructor says what a class needs, and makes one that a test can call");

    @ArchTest
    static final ArchRule namesSayWhatAClassDoes = noClasses()
            .should()
            .haveNameMatching(".*(Impl|Util|Utils|Helper|Manager|Dto|DTO)")
            .because("such a suffix stands where a name for the use case is missing");

    /** The entry of the table that a package belongs to. */
    private static String part(String packageName) {
        var name = packageName.substring(ROOT.length());
        return name.startsWith("http.") ? name : name.split("\\.")[0];
    }

    private static ArchCondition<JavaClass> knowOtherTypesByTheirEntitiesOnly() {
        return condition("know other content types by their entities only", dependency -> {
            var target = dependency.getTargetClass();
            return TYPES.contains(partOrNone(target))
                    && !partOrNone(target).equals(partOrNone(dependency.getOriginClass()))
                    && !target.isAnnotatedWith(Entity.class);
        });
    }

    private static String partOrNone(JavaClass target) {
        return target.getPackageName().startsWith(ROOT) ? part(target.getPackageName()) : "";
    }

    private static ArchCondition<JavaClass> condition(String description, Predicate<Dependency> violated) {
        return new ArchCondition<>(description) {
            @Override
            public void check(JavaClass origin, ConditionEvents events) {
                origin.getDirectDependenciesFromSelf().stream()
                        .filter(violated)
                        .forEach(dependency ->
                                events.add(SimpleConditionEvent.violated(dependency, dependency.getDescription())));
            }
        };
    }
}
