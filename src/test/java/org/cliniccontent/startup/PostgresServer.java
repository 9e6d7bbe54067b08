package org.cliniccontent.startup;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.cliniccontent.testing.FreePorts;

/**
 * A PostgreSQL for tests that stop, kill and promote it, from the programs that the service embeds. A standby is made
 * by copying the folder: the embedded programs lack {@code pg_basebackup}.
 */
public final class PostgresServer implements AutoCloseable {

    private static final String USER = "postgres";
    private static final String HOST = "127.0.0.1";
    private static final String WAIT_SECONDS = "120";
    private static final int DEADLINE_SECONDS = 60;

    private final PostgresInstallation installation;
    private final Path data;
    private final String name;
    private final int port;

    private PostgresServer(PostgresInstallation installation, Path data, String name) {
        this.installation = installation;
        this.data = data;
        this.name = name;
        this.port = FreePorts.next();
    }

    /**
     * Creates a primary without starting it, with room for standbys.
     *
     * @param folder for its data and programs
     */
    public static PostgresServer create(Path folder, String name) throws IOException {
        var binaries = folder.resolve("binaries");
        EmbeddedPrograms.linkInto(binaries);
        var installation = PostgresInstallation.unpack(binaries);
        var server = new PostgresServer(installation, folder.resolve(name), name);
        new Cluster(server.data, installation).initialise();
        server.set(
                "listen_addresses='" + HOST + "'",
                "unix_socket_directories=''",
                "max_connections=100",
                "timezone='UTC'",
                "wal_level=replica",
                "hot_standby=on",
                "synchronous_commit=on",
                "wal_keep_size='256MB'",
                "wal_receiver_timeout='5s'",
                "wal_sender_timeout='5s'",
                "wal_retrieve_retry_interval='200ms'");
        return server;
    }

    /**
     * Creates a standby of this server, which must be stopped. The standby is not started yet, and follows once both
     * are.
     */
    public PostgresServer standby(String standbyName) throws IOException {
        var standby = new PostgresServer(installation, data.resolveSibling(standbyName), standbyName);
        copy(data, standby.data);
        Files.createFile(standby.data.resolve("standby.signal"));
        standby.follow(this);
        return standby;
    }

    /** Sets the server to stream from, effective at its next start or {@link #reload}. */
    public void follow(PostgresServer primary) throws IOException {
        set(String.format(
                Locale.ROOT,
                "primary_conninfo='host=%s port=%d user=%s application_name=%s'",
                HOST,
                primary.port,
                USER,
                name));
    }

    /** Ends its walreceiver: nothing more arrives. */
    public void followNobody() throws IOException, SQLException {
        set("primary_conninfo=''");
        reload();
    }

    /** Makes commits synchronous: none is acknowledged unless one of these standbys has it on disk. */
    public void waitFor(PostgresServer... standbys) throws IOException {
        var names = String.join(
                ", ", List.of(standbys).stream().map(standby -> standby.name).toList());
        set("synchronous_standby_names='ANY 1 (" + names + ")'");
    }

    /** Sets a parameter for the next start or {@link #reload}; the last value wins. */
    public void set(String... settings) throws IOException {
        Files.write(data.resolve("postgresql.conf"), List.of(settings), StandardOpenOption.APPEND);
    }

    public void reload() throws SQLException {
        execute("select pg_reload_conf()");
    }

    public PostgresServer start() throws IOException {
        Files.deleteIfExists(data.resolve("postmaster.pid"));
        control(
                "start",
                "-o",
                "-p " + port,
                "-l",
                data.resolveSibling(name + ".log").toString());
        return this;
    }

    /** Stops cleanly: a connected standby gets everything first. */
    public void stop() throws IOException {
        control("stop", "-m", "fast");
    }

    /** Kills all its processes (SIGKILL). */
    public void kill() throws IOException {
        var server = process();
        var children = server.descendants().toList();
        server.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
        server.onExit().orTimeout(DEADLINE_SECONDS, TimeUnit.SECONDS).join();
    }

    /** Stops all its processes (SIGSTOP): connections stay open, and nothing answers on them. */
    public void freeze() throws IOException, InterruptedException {
        signal("-STOP");
    }

    /** Resumes all its processes (SIGCONT). */
    public void thaw() throws IOException, InterruptedException {
        signal("-CONT");
    }

    private void signal(String signal) throws IOException, InterruptedException {
        var server = process();
        var processes = Stream.concat(Stream.of(server), server.descendants())
                .map(process -> Long.toString(process.pid()))
                .toList();
        var command = new ArrayList<>(List.of("kill", signal));
        command.addAll(processes);
        new ProcessBuilder(command).start().waitFor();
    }

    /** Returns the server, which is the parent of its sessions. */
    public ProcessHandle process() throws IOException {
        // In a user namespace of its own, but not one of processes: the number is the one that we know it by.
        long pid = Long.parseLong(
                Files.readAllLines(data.resolve("postmaster.pid")).get(0).strip());
        return ProcessHandle.of(pid).orElseThrow();
    }

    /** Makes a standby the primary, on a timeline of its own. */
    public void promote() throws IOException {
        control("promote");
    }

    private void control(String command, String... arguments) throws IOException {
        var all = new ArrayList<>(List.of(command, "-D", data.toString(), "-w", "-t", WAIT_SECONDS));
        all.addAll(List.of(arguments));
        var output = installation.run("pg_ctl", all.toArray(String[]::new));
        if (!output.successful()) {
            throw new IOException("pg_ctl " + command + " of " + name + ": " + output.reason());
        }
    }

    public String address() {
        return HOST + ":" + port;
    }

    public int port() {
        return port;
    }

    public String url() {
        return "jdbc:postgresql://" + address() + "/" + USER;
    }

    /** Opens a connection for the test that does not hang. */
    public Connection connect() throws SQLException {
        var properties = new Properties();
        properties.setProperty("user", USER);
        properties.setProperty("socketTimeout", "30");
        properties.setProperty("connectTimeout", "5");
        return DriverManager.getConnection(url(), properties);
    }

    public void execute(String sql) throws SQLException {
        try (var connection = connect();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Returns the first column of the first row. */
    public String ask(String sql) throws SQLException {
        try (var connection = connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    /** Ends the server in any state; its folder stays. */
    @Override
    public void close() throws IOException {
        if (Files.exists(data.resolve("postmaster.pid"))) {
            installation.run("pg_ctl", "stop", "-D", data.toString(), "-m", "immediate", "-w", "-t", WAIT_SECONDS);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                var target = to.resolve(from.relativize(folder).toString());
                Files.createDirectories(target);
                Files.setPosixFilePermissions(target, Files.getPosixFilePermissions(folder));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.copy(file, to.resolve(from.relativize(file).toString()), StandardCopyOption.COPY_ATTRIBUTES);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
