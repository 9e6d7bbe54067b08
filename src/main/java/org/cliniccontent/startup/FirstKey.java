package org.cliniccontent.startup;

import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.EnumSet;
import java.util.Optional;
import org.cliniccontent.access.Caller;
import org.cliniccontent.access.Scope;
import org.cliniccontent.authentication.ApiKeySecret;
import org.cliniccontent.authentication.ApiKeys;
import org.cliniccontent.authentication.KeyOwners;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The first administrator's key. With the embedded database the service creates it: whoever can read the data folder
 * may do everything anyway. With another database the operator configures it.
 */
@ApplicationScoped
public class FirstKey {

    /** The property that {@link Main} sets when it starts the embedded database. */
    static final String FILE = "clinic.first-key-file";

    private final ApiKeys keys;
    private final Clock clock;
    private final Optional<Path> file;
    private final boolean configured;
    private final boolean takesTokens;

    FirstKey(
            ApiKeys keys,
            Clock clock,
            @ConfigProperty(name = FILE) Optional<Path> file,
            @ConfigProperty(name = "clinic.access.admin-key") Optional<String> configured,
            @ConfigProperty(name = "clinic.oidc.issuer") Optional<String> issuer) {
        this.keys = keys;
        this.clock = clock;
        this.file = file;
        this.configured = configured.isPresent();
        this.takesTokens = issuer.isPresent();
    }

    void onStart(@Observes StartupEvent event) {
        if (configured || keys.hasAdministrator()) {
            return;
        }
        if (file.isPresent()) {
            make(file.get());
        } else if (!takesTokens) {
            // Not a fault: reads work, and a read-only replica may need no administrator.
            Log.warn(
                    "Nobody can administer this service: no key is configured, none with the scope admin is stored, and "
                            + "no issuer of tokens is configured. Make a key with 'java -jar quarkus-run.jar new-key' and set "
                            + "CLINIC_ACCESS_ADMIN_KEY to it");
        }
    }

    /**
     * Creates the key. It writes the file first: a key that is only in the database could be used by nobody, and would
     * not be created again.
     */
    private void make(Path path) {
        var key = ApiKeySecret.generate();
        try {
            write(path, key);
        } catch (IOException e) {
            throw new UncheckedIOException("The administrator's key cannot be written to " + path, e);
        }
        var expiry = clock.instant().plus(ApiKeys.DEFAULT_LIFETIME);
        keys.store(
                key, "First administrator", KeyOwners.ADMINISTRATOR, EnumSet.allOf(Scope.class), expiry, Caller.SYSTEM);
        // The key is not logged, because others may read the log.
        System.out.println("The administrator's API key, shown this once and kept in " + path + ": " + key.secret());
    }

    private static void write(Path path, ApiKeySecret key) throws IOException {
        Files.deleteIfExists(path);
        if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
            FileAttribute<?> ownersOnly =
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
            Files.createFile(path, ownersOnly);
        }
        Files.writeString(path, key.secret() + System.lineSeparator());
    }
}
