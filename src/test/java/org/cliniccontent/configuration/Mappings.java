package org.cliniccontent.configuration;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.smallrye.config.ConfigMapping;
import java.util.List;

/** All mappings among the service's classes, whoever added them. */
final class Mappings {

    private Mappings() {}

    static List<? extends Class<?>> all() {
        return new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("org.cliniccontent")
                        .stream()
                        .filter(type -> type.isAnnotatedWith(ConfigMapping.class))
                        .map(JavaClass::reflect)
                        .sorted((one, other) -> one.getName().compareTo(other.getName()))
                        .toList();
    }

    static ConfigurationKeys keys() {
        return new ConfigurationKeys(
                all().stream().flatMap(ConfigurationKey::of).toList());
    }
}
