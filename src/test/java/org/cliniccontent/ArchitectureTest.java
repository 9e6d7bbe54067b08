package org.cliniccontent;

import com.tngtech.archunit.base.DescribedPredicate;
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
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;

/** Which package knows which: see the table in the architecture. */
@AnalyzeClasses(packages = "org.cliniccontent", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String ROOT = "org.cliniccontent.";
    private static final List<String> TYPES =
            List.of("condition", "treatment", "mscsource", "deliverymethod", "caveat", "reference", "document");

    @ArchTest
    static final ArchRule httpKnowsTheDatabaseOnly = onlyKnows("http", "database")
            .because("what every endpoint shares must not depend on what any of them serves");

    @ArchTest
    static final ArchRule configurationKnowsNothing =
            onlyKnows("configuration").because("whoever has a key declares what it may be set to");

    @ArchTest
    static final ArchRule databaseKnowsNothing =
            onlyKnows("database").because("plain SQL is the same whatever is stored");

    @ArchTest
    static final ArchRule installationKnowsTheDatabase =
            onlyKnows("installation", "database").because("whose a store is does not depend on what is in it");

    @ArchTest
    static final ArchRule accessKnowsHttp =
            onlyKnows("access", "http", "database").because("who may do what does not depend on what it is done to");

    @ArchTest
    static final ArchRule releaseKnowsHttp = onlyKnows("release", "http", "database")
            .because("publishing is written once for all content types, and must not know one of them");

    @ArchTest
    static final ArchRule readKnowsRelease = onlyKnows("read", "release", "access", "http", "database")
            .because("reads compose published items, and never see a working copy");

    @ArchTest
    static final ArchRule syncKnowsRelease = onlyKnows("sync", "release", "access", "http", "database")
            .because("what partners follow are published rows, whatever their type");

    @ArchTest
    static final ArchRule editingKnowsRelease = onlyKnows(
                    "editing", "read", "release", "installation", "access", "http", "database")
            .because("the lifecycle of a working copy is the same for every content type");

    @ArchTest
    static final ArchRule bundleKnowsTypes = onlyKnows(
                    "bundle",
                    Stream.concat(Stream.of("release", "read", "editing", "access", "http", "database"), TYPES.stream())
                            .toArray(String[]::new))
            .because("a bundle is a way in, beside the endpoints and not on top of them");

    @ArchTest
    static final ArchRule webhookKnowsSync = onlyKnows(
                    "webhook", "sync", "release", "read", "installation", "access", "http", "database")
            .because("a webhook says that there is something to fetch, and is not how it is fetched");

    @ArchTest
    static final ArchRule typesKnowTheShared = classes()
            .that()
            .resideInAnyPackage(TYPES.stream().map(type -> ROOT + type + "..").toArray(String[]::new))
            .should(notKnow(DescribedPredicate.describe(
                    "bundle or startup",
                    target -> target.getPackageName().startsWith(ROOT + "bundle")
                            || target.getPackageName().startsWith(ROOT + "startup"))))
            .because("a content type is a leaf: what brings it in or starts it is not its concern");

    @ArchTest
    static final ArchRule typesMeetInTheirEntities = classes()
            .that()
            .resideInAnyPackage(TYPES.stream().map(type -> ROOT + type + "..").toArray(String[]::new))
            .should(knowOtherTypesByTheirEntitiesOnly())
            .because("a relation joins two working copies; everything else of a type is its own");

    @ArchTest
    static final ArchRule nobodyKnowsStartup = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + "startup..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(ROOT + "startup..")
            .because("the start of the service puts the parts together, and no part needs to know of it");

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

    private static ArchRule onlyKnows(String name, String... others) {
        // What a key may be set to is declared at its mapping, wherever that is.
        Set<String> known = Stream.concat(Stream.of(name, "configuration"), Arrays.stream(others))
                .collect(Collectors.toSet());
        return classes()
                .that()
                .resideInAPackage(ROOT + name + "..")
                .should(notKnow(DescribedPredicate.describe(
                        "other packages of the service than " + known,
                        target -> target.getPackageName().startsWith(ROOT) && !known.contains(part(target)))));
    }

    private static String part(JavaClass target) {
        return target.getPackageName().substring(ROOT.length()).split("\\.")[0];
    }

    private static ArchCondition<JavaClass> notKnow(DescribedPredicate<JavaClass> forbidden) {
        return condition(
                "not know " + forbidden.getDescription(), dependency -> forbidden.test(dependency.getTargetClass()));
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
        return target.getPackageName().startsWith(ROOT) ? part(target) : "";
    }

    private static ArchCondition<JavaClass> condition(
            String description, java.util.function.Predicate<Dependency> violated) {
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
