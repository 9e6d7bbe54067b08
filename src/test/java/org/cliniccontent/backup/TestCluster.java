package org.cliniccontent.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.cliniccontent.testing.FreePorts;

/** A PostgreSQL of some version in a folder of its own, as durable as in production. */
final class TestCluster implements AutoCloseable {

    private static final int WAIT_SECONDS = 120;

    private final Shell shell;
    private final Path data;
    private final int port;

    private TestCluster(Shell shell, Path data, int port) {
        this.shell = shell;
        this.data = data;
        this.port = port;
    }

    /**
     * A new one.
     *
     * @param shell finds the programs of the version
     * @param settings lines of postgresql.conf
     */
    static TestCluster create(Shell shell, Path data, String settings) throws IOException, InterruptedException {
        shell.run(unprivileged("initdb -D '" + data + "' -U postgres --auth=trust -E UTF8 --locale=C"));
        Files.writeString(data.resolve("postgresql.conf"), settings, StandardOpenOption.APPEND);
        return start(shell, data);
    }

    /** One of data that is there. */
    static TestCluster start(Shell shell, Path data) throws IOException, InterruptedException {
        int port = FreePorts.next();
        shell.run(unprivileged("chmod 700 '" + data + "' && pg_ctl -D '" + data + "' -l '" + data
                + "/server.log' -w -t " + WAIT_SECONDS + " -o '-p " + port
                + " -c listen_addresses=127.0.0.1 -c unix_socket_directories=' start"));
        return new TestCluster(shell, data, port);
    }

    /** PostgreSQL refuses to run as root: in a user namespace of its own it does not know that it does. */
    private static String unprivileged(String command) {
        return "if [ \"$(id -u)\" = 0 ]; then as='unshare -U'; else as=; fi; $as bash -c \"" + command + "\"";
    }

    /** For libpq's programs. */
    String uri(String database) {
        return "postgresql://postgres@127.0.0.1:" + port + "/" + database;
    }

    String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    void execute(String database, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(jdbcUrl(database), "postgres", "");
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    String text(String database, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(jdbcUrl(database), "postgres", "");
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    /** Until everything that was written is archived. */
    void archive() throws SQLException, InterruptedException {
        var segment = text("postgres", "select pg_walfile_name(pg_current_wal_lsn())");
        execute("postgres", "select pg_switch_wal()");
        await("select last_archived_wal >= '" + segment + "' from pg_stat_archiver");
    }

    /** Until what is asked for is true. */
    void await(String sql) throws SQLException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
        while (!"t".equals(text("postgres", sql))) {
            if (System.nanoTime() > end) {
                throw new AssertionError("never: " + sql);
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            shell.run(unprivileged("pg_ctl -D '" + data + "' -m immediate -w stop"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
