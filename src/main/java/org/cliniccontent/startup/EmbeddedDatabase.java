package org.cliniccontent.startup;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * A real PostgreSQL beside the service, for a first run: its data stays in a folder, on a free port of the loopback
 * interface. One service at a time may use a folder; a server that a killed service left behind is stopped first.
 */
final class EmbeddedDatabase {

    static final String USER = "postgres";

    private static final Logger LOG = Logger.getLogger(EmbeddedDatabase.class);
    private static final Duration STARTUP_WAIT = Duration.ofSeconds(60);
    private static final int STOP_WAIT_SECONDS = 30;

    private final EmbeddedPostgres server;
    private final FileLock lock;

    private EmbeddedDatabase(EmbeddedPostgres server, FileLock lock) {
        this.server = server;
        this.lock = lock;
    }

    static EmbeddedDatabase start(Path folder) {
        var root = folder.toAbsolutePath().normalize();
        try {
            Files.createDirectories(root);
            var lock = lock(root);
            stopLeftover(root.resolve("postgresql"));
            removeHalfUnpacked(root.resolve("binaries"));
            var server = EmbeddedPostgres.builder()
                    .setDataDirectory(root.resolve("postgresql"))
                    .setCleanDataDirectory(false)
                    .setOverrideWorkingDirectory(root.resolve("binaries").toFile())
                    // The library's defaults are for tests, and lose what was acknowledged.
                    .setServerConfig("fsync", "on")
                    .setServerConfig("synchronous_commit", "on")
                    .setServerConfig("max_connections", "100")
                    .setPGStartupWait(STARTUP_WAIT)
                    .start();
            LOG.infof("Embedded PostgreSQL on port %d, data in %s", server.getPort(), root);
            return new EmbeddedDatabase(server, lock);
        } catch (IOException e) {
            throw new UncheckedIOException("The embedded database cannot start in " + root, e);
        }
    }

    String jdbcUrl() {
        return server.getJdbcUrl(USER, "postgres");
    }

    void stop() {
        try {
            server.close();
            lock.channel().close();
        } catch (IOException e) {
            LOG.warnf(e, "The embedded database did not stop cleanly");
        }
    }

    private static FileLock lock(Path root) throws IOException {
        var channel = FileChannel.open(root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            var lock = channel.tryLock();
            if (lock != null) {
                return lock;
            }
        } catch (OverlappingFileLockException e) {
            LOG.debug("this very process holds the lock", e);
        }
        channel.close();
        throw new IOException("another service is using this folder; stop it, or set clinic.data-folder");
    }

    /** We hold the lock, so a server that runs on the data belongs to a service that was killed. */
    private static void stopLeftover(Path data) throws IOException {
        var pidFile = data.resolve("postmaster.pid");
        if (!Files.exists(pidFile)) {
            return;
        }
        long pid = Long.parseLong(Files.readAllLines(pidFile).get(0).strip());
        var leftover = ProcessHandle.of(pid)
                .filter(process -> process.info().command().orElse("").contains("postgres"));
        if (leftover.isPresent()) {
            LOG.infof("Stopping the PostgreSQL that an earlier run left behind (process %d)", pid);
            leftover.get().destroy();
            try {
                leftover.get().onExit().get(STOP_WAIT_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while an earlier PostgreSQL was stopping", e);
            } catch (ExecutionException | TimeoutException e) {
                throw new IOException("the PostgreSQL of an earlier run does not stop (process %d)".formatted(pid), e);
            }
        }
    }

    /** A run that was killed while it unpacked leaves a folder without the library's mark, which it then trips over. */
    private static void removeHalfUnpacked(Path binaries) throws IOException {
        if (!Files.isDirectory(binaries)) {
            return;
        }
        try (var unpacked = Files.list(binaries)) {
            for (Path folder : unpacked.filter(Files::isDirectory).toList()) {
                if (!Files.exists(folder.resolve(".exists"))) {
                    delete(folder);
                }
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
