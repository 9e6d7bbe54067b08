package org.cliniccontent.startup;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.cliniccontent.http.log.Redaction;
import org.eclipse.microprofile.config.Config;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;

/**
 * The migration of the schema before the service starts, as a separate step with a privileged role, or the wait until
 * someone else has run it. It reads the service's own database keys.
 */
final class Migration {

    private static final long ASK_EVERY_MILLIS = 500;

    private static final String APPLICATION = "clinic-content migration";

    private final Flyway flyway;
    private final Duration maxWait;

    private Migration(Config config) {
        var properties = JdbcProperties.of(config, APPLICATION);
        // The content of rows stays out of messages.
        properties.setProperty("logServerErrorDetail", "false");
        Map<String, String> connection = new HashMap<>();
        properties.stringPropertyNames().forEach(name -> connection.put(name, properties.getProperty(name)));
        var configuration = Flyway.configure()
                .dataSource(
                        config.getValue("quarkus.datasource.jdbc.url", String.class),
                        connection.remove("user"),
                        connection.remove("password"))
                .locations("classpath:db/migration")
                .failOnMissingLocations(true)
                .jdbcProperties(connection);
        MigrationRules.apply(configuration);
        flyway = configuration.load();
        // The mappings' defaults are not available before the framework starts.
        maxWait = config.getOptionalValue("clinic.migration.max-wait", Duration.class)
                .orElse(Duration.parse(MigrationConfig.DEFAULT_MAX_WAIT));
    }

    /**
     * Applies missing migrations, and reports the result in one line.
     *
     * @return the exit code
     */
    static int run(Config config) {
        try {
            var result = new Migration(config).flyway.migrate();
            System.out.println(String.format(
                    Locale.ROOT,
                    "The schema is at version %s: %d migrations applied",
                    result.targetSchemaVersion == null ? result.initialSchemaVersion : result.targetSchemaVersion,
                    result.migrationsExecuted));
            return 0;
        } catch (RuntimeException e) {
            System.err.println("The schema cannot be migrated: " + describe(e));
            return 1;
        }
    }

    /**
     * Waits until the schema has every migration that this release needs; those of a later release do not matter.
     *
     * @return whether it has; if not, one line says what is missing
     */
    static boolean await(Config config) throws InterruptedException {
        var migration = new Migration(config);
        long end = System.nanoTime() + migration.maxWait.toNanos();
        for (boolean told = false; ; told = true) {
            String missing = migration.missing();
            if (missing.isEmpty()) {
                return true;
            }
            if (System.nanoTime() >= end) {
                System.err.println("The service cannot start: " + missing);
                return false;
            }
            if (!told) {
                System.err.println("Waiting up to " + migration.maxWait.toSeconds() + " s for the schema: " + missing);
            }
            TimeUnit.MILLISECONDS.sleep(ASK_EVERY_MILLIS);
        }
    }

    /** Describes what is missing; empty if nothing is. */
    private String missing() {
        try {
            var pending = flyway.info().pending();
            if (pending.length > 0) {
                var versions = Arrays.stream(pending)
                        .map(MigrationInfo::getVersion)
                        .map(String::valueOf)
                        .collect(Collectors.joining(", "));
                return "the schema lacks migration " + versions + ", which the migration step applies";
            }
            flyway.validate();
            return "";
        } catch (RuntimeException e) {
            return describe(e);
        }
    }

    /** Returns the first meaningful line of the message, without parts that may hold a secret. */
    private static String describe(RuntimeException failure) {
        Throwable deepest = failure;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        var told = failure instanceof FlywayException && failure.getCause() == null ? failure : deepest;
        return Redaction.clean(String.valueOf(told.getMessage()).replaceAll("\\s*\\R\\s*", " "));
    }
}
