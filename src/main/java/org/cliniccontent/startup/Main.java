package org.cliniccontent.startup;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.smallrye.config.SmallRyeConfig;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.TimeZone;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.cliniccontent.authentication.ApiKeySecret;
import org.cliniccontent.configuration.ConfigurationCheck;
import org.cliniccontent.configuration.ConfigurationKeys;
import org.cliniccontent.http.log.Redaction;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jboss.logging.Logger;

/**
 * The entry point. It starts the embedded PostgreSQL if no other is configured: the database must exist when the
 * framework reads its configuration.
 */
@QuarkusMain
public final class Main {

    private static final Logger LOG = Logger.getLogger(Main.class);
    private static final String URL = "quarkus.datasource.jdbc.url";

    /** The command that generates an API key for {@code clinic.access.admin-key} and exits. */
    private static final String NEW_KEY = "new-key";

    /** The command that migrates the schema of the configured database and exits. */
    private static final String MIGRATE = "migrate";

    private static final String SELF_APPROVAL = "clinic.review.author-may-approve";

    /** The maximum time to wait for the service's end, so that the database ends after it. */
    private static final long END_WAIT_SECONDS = 60;

    private Main() {}

    public static void main(String... args) throws InterruptedException {
        fixLocaleAndZone();
        if (args.length == 1 && args[0].equals(NEW_KEY)) {
            System.out.println(ApiKeySecret.generate().secret());
            return;
        }
        // The framework answers an invalid target with an empty 400; RequestGuard answers it with a problem.
        System.setProperty("vertx.disableURIValidation", "true");
        var config = ConfigProvider.getConfig();
        check(config);
        if (args.length > 0 && args[0].equals(Adoption.COMMAND)) {
            System.exit(Adoption.run(config, args));
        }
        boolean configured = config.getOptionalValue(URL, String.class).isPresent();
        if (args.length == 1 && args[0].equals(MIGRATE)) {
            if (!configured) {
                System.err.println("There is no database to migrate: set " + URL);
            }
            System.exit(configured ? Migration.run(config) : 1);
        }
        if (configured) {
            runOn(config, args);
            return;
        }
        var folder = config.getOptionalValue("clinic.data-folder", String.class).orElse(".data");
        var database = startDatabase(folder);
        System.setProperty(URL, database.jdbcUrl());
        System.setProperty("quarkus.datasource.username", EmbeddedDatabase.USER);
        System.setProperty(
                FirstKey.FILE,
                Path.of(folder).resolve("admin-key").toAbsolutePath().toString());
        if (config.getOptionalValue(SELF_APPROVAL, String.class).isEmpty()) {
            // On a developer's own machine the author is also the reviewer.
            System.setProperty(SELF_APPROVAL, "true");
        }
        run(database, args);
    }

    /** Runs the service on an external database, whose schema is migrated at the start or by a step before it. */
    private static void runOn(Config config, String... args) throws InterruptedException {
        DatabaseWait.awaitLogin(config);
        if (!config.getValue("quarkus.flyway.migrate-at-start", Boolean.class) && !Migration.await(config)) {
            System.exit(1);
        }
        Quarkus.run(args);
    }

    /** Validates the configuration before a database is started, migrated or filled, and before a port is opened. */
    private static void check(Config config) {
        var faults = ConfigurationCheck.faults(
                config.unwrap(SmallRyeConfig.class),
                ConfigurationKeys.load(),
                Redaction::clean,
                ConfigurationRules.ALL);
        if (faults.isEmpty()) {
            return;
        }
        System.err.println("The service does not start, because its configuration has faults (" + faults.size() + "):");
        faults.forEach(System.err::println);
        System.exit(1);
    }

    /**
     * Sets a fixed locale and time zone. The libraries format numbers and dates, choose the language of messages and
     * fold case by the default locale, and compute days by the default time zone. Programs read the results, so they
     * must be the same on every machine.
     */
    private static void fixLocaleAndZone() {
        Locale.setDefault(Locale.ROOT);
        TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
    }

    /** Runs the service on the embedded database, which ends after it: work in progress still needs its connections. */
    private static void run(EmbeddedDatabase database, String... args) {
        var ended = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stopAfter(ended, database), "embedded-database-stop"));
        try {
            Quarkus.run(
                    null,
                    (code, failure) -> {
                        if (failure != null) {
                            LOG.error("The service cannot start", failure);
                        }
                        ended.countDown();
                        database.stop();
                        System.exit(code);
                    },
                    args);
        } finally {
            ended.countDown();
        }
    }

    /**
     * Registers the shutdown. On a signal the JVM waits for this thread, and not for the one that the service runs on.
     */
    private static void stopAfter(CountDownLatch ended, EmbeddedDatabase database) {
        try {
            if (!ended.await(END_WAIT_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("The service has not ended in time: its database is stopped anyway");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        database.stop();
    }

    /** Starts the embedded database. Logging is not configured yet, and a stack trace would hide the message. */
    private static EmbeddedDatabase startDatabase(String folder) {
        try {
            return EmbeddedDatabase.start(Path.of(folder));
        } catch (IOException e) {
            System.err.println(Redaction.clean(e.getMessage()));
        } catch (InvalidPathException e) {
            System.err.println(
                    Redaction.clean("clinic.data-folder is no path under this locale's encoding: " + e.getMessage()));
        } catch (NoClassDefFoundError e) {
            System.err.println("This build carries no embedded database: set " + URL);
        }
        System.exit(1);
        throw new IllegalStateException("not reached");
    }
}
