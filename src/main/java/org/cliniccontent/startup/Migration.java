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
 * The schema before the service starts: migrates it as a step of its own, by a role that may, or waits until somebody
 * has. Reads the same keys of the database as the service.
 */
final class Migration {

    private static final long ASK_EVERY_MILLIS = 500;

    private static final String APPLICATION = "clinic-content migration";

    private final Flyway flyway;
    private final Duration maxWait;

    private Migration(Config config) {
        var properties = JdbcProperties.of(config, APPLICATION);
        // What a row holds stays out of messages.
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
        // The defaults of the mappings are not there before the framework starts.
        maxWait = config.getOptionalValue("clinic.migration.max-wait", Duration.class)
                .orElse(Duration.parse(MigrationConfig.DEFAULT_MAX_WAIT));
    }

    /**
     * Applies what is missing, and says in one line how that went.
     *
     * @return the status to end the process with
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
     * Waits until the schema has everything that this release needs; what a later release added does not matter.
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

    /** Empty: nothing. */
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

    /** The first line that says something, without what may hold a secret. */
    private static String describe(RuntimeException failure) {
        Throwable deepest = failure;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        var told = failure instanceof FlywayException && failure.getCause() == null ? failure : deepest;
        return Redaction.clean(String.valueOf(told.getMessage()).replaceAll("\\s*\\R\\s*", " "));
    }
}
