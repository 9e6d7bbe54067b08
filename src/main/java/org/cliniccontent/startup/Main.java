package org.cliniccontent.startup;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.cliniccontent.access.KeyText;
import org.cliniccontent.http.Redaction;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jboss.logging.Logger;

/**
 * Starts the service, and before it a PostgreSQL of its own where no other is configured: the database has to be there
 * when the framework reads its configuration.
 */
@QuarkusMain
public final class Main {

    private static final Logger LOG = Logger.getLogger(Main.class);
    private static final String URL = "quarkus.datasource.jdbc.url";

    /** The argument that makes an API key for {@code clinic.access.admin-key}, and nothing else. */
    private static final String NEW_KEY = "new-key";

    private static final String SELF_APPROVAL = "clinic.review.author-may-approve";

    private Main() {}

    public static void main(String... args) {
        if (args.length == 1 && args[0].equals(NEW_KEY)) {
            System.out.println(KeyText.generate().secret());
            return;
        }
        var config = ConfigProvider.getConfig();
        if (config.getOptionalValue(URL, String.class).isPresent()) {
            Quarkus.run(args);
            return;
        }
        var folder = config.getOptionalValue("clinic.data-folder", String.class).orElse(".data");
        var database = startDatabase(Path.of(folder));
        System.setProperty(URL, database.jdbcUrl());
        System.setProperty("quarkus.datasource.username", EmbeddedDatabase.USER);
        System.setProperty(
                FirstKey.FILE,
                Path.of(folder).resolve("admin-key").toAbsolutePath().toString());
        if (config.getOptionalValue(SELF_APPROVAL, String.class).isEmpty()) {
            // Whoever tries the service on their own machine is author and reviewer in one.
            System.setProperty(SELF_APPROVAL, "true");
        }
        // After the service: what is under way there still needs its connections.
        Quarkus.run(
                null,
                (code, failure) -> {
                    if (failure != null) {
                        LOG.error("The service cannot start", failure);
                    }
                    database.stop();
                    System.exit(code);
                },
                args);
    }

    /** Logging is not configured yet, and a stack trace would hide what there is to say. */
    private static EmbeddedDatabase startDatabase(Path folder) {
        try {
            return EmbeddedDatabase.start(folder);
        } catch (UncheckedIOException e) {
            System.err.println(
                    Redaction.clean(e.getMessage() + ": " + e.getCause().getMessage()));
        } catch (NoClassDefFoundError e) {
            System.err.println("This build carries no embedded database: set " + URL);
        }
        System.exit(1);
        throw new IllegalStateException("not reached");
    }
}
