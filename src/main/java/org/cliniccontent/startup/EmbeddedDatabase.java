package org.cliniccontent.startup;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.jboss.logging.Logger;

/**
 * An embedded PostgreSQL for a first run: its data stays in a folder, on a free port of the loopback interface. Only
 * one service at a time may use a folder; a server that a killed service left behind is stopped first.
 */
final class EmbeddedDatabase {

    static final String USER = "postgres";

    private static final Logger LOG = Logger.getLogger(EmbeddedDatabase.class);
    private static final String HOST = "127.0.0.1";
    private static final String STARTUP_WAIT_SECONDS = "120";
    private static final String STOP_WAIT_SECONDS = "30";
    private static final int START_ATTEMPTS = 3;

    private final Path data;
    private final PostgresInstallation installation;
    private final int port;
    private final FileLock lock;
    private boolean stopped;

    private EmbeddedDatabase(Path data, PostgresInstallation installation, int port, FileLock lock) {
        this.data = data;
        this.installation = installation;
        this.port = port;
        this.lock = lock;
    }

    /**
     * Starts the database.
     *
     * @throws IOException with a message of one line for an operator
     */
    static EmbeddedDatabase start(Path folder) throws IOException {
        try {
            Files.createDirectories(folder.toAbsolutePath().normalize());
            var root = folder.toRealPath();
            var lock = lock(root);
            try {
                return start(root, lock);
            } catch (IOException e) {
                lock.channel().close();
                throw e;
            }
        } catch (IOException e) {
            throw new IOException(
                    "The embedded database cannot start in "
                            + folder.toAbsolutePath().normalize() + ": " + DurableFiles.describe(e),
                    e);
        }
    }

    private static EmbeddedDatabase start(Path root, FileLock lock) throws IOException {
        var data = root.resolve("postgresql");
        var binaries = root.resolve("binaries");
        var installation = PostgresInstallation.unpack(binaries);
        var processes = new ClusterProcesses(data, binaries, installation);
        processes.stop();
        installation.removeOthers();
        new Cluster(data, installation).initialise();
        for (int attempt = 1; ; attempt++) {
            // The file names no living process, but PostgreSQL cannot tell that if another process has the number now.
            Files.deleteIfExists(data.resolve("postmaster.pid"));
            int port = freePort();
            var output = startServer(installation, data, port);
            if (output.successful()) {
                var database = new EmbeddedDatabase(data, installation, port, lock);
                database.check();
                LOG.infof("Embedded PostgreSQL on port %s, data in %s", port, root);
                return database;
            }
            boolean mayPass = output.contains("TCP/IP sockets") || output.contains("lock file");
            if (!mayPass || attempt == START_ATTEMPTS) {
                throw new IOException("PostgreSQL does not start: " + output.reason());
            }
            processes.stop();
        }
    }

    private static ProcessOutput startServer(PostgresInstallation installation, Path data, int port)
            throws IOException {
        var options = String.join(
                " -c ",
                "-p " + port,
                "listen_addresses=" + HOST,
                // The folder of Unix sockets may not be writable, and nobody connects by them.
                "unix_socket_directories=",
                "max_connections=100",
                "timezone=UTC",
                "log_timezone=UTC");
        return installation.run(
                "pg_ctl", "start", "-D", data.toString(), "-o", options, "-w", "-t", STARTUP_WAIT_SECONDS);
    }

    /**
     * Checks that the database accepts connections. A cluster whose initialisation was interrupted may run, and yet
     * have no database to connect to.
     */
    private void check() throws IOException {
        try (var connection = DriverManager.getConnection(jdbcUrl(), USER, "")) {
            connection.isValid(0);
        } catch (SQLException e) {
            stop();
            throw new IOException(
                    "PostgreSQL runs, but does not serve its data (" + e.getMessage() + "); restore a backup of " + data
                            + ", or move it away to begin anew",
                    e);
        }
    }

    String jdbcUrl() {
        return "jdbc:postgresql://" + HOST + ":" + port + "/postgres";
    }

    /** Stops the server by a fast shutdown: uncommitted transactions are rolled back. */
    synchronized void stop() {
        if (stopped) {
            return;
        }
        stopped = true;
        try {
            var output = installation.run(
                    "pg_ctl", "stop", "-D", data.toString(), "-m", "fast", "-w", "-t", STOP_WAIT_SECONDS);
            if (!output.successful()) {
                LOG.warnf("The embedded database did not stop cleanly: %s", output.reason());
            }
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

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
            return socket.getLocalPort();
        }
    }
}
