package org.cliniccontent.nemesis;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** A copy of a whole database that can be restored while the services run on. */
final class Backup {

    private static final String COPY = "backup";

    private final String url;
    private final String name;

    private Backup(String url, String name) {
        this.url = url;
        this.name = name;
    }

    static Backup of(String jdbcUrl) throws SQLException {
        var name = jdbcUrl.replaceAll(".*/([a-z]+)\\?.*", "$1");
        var backup = new Backup(jdbcUrl.replace("/" + name + "?", "/template1?"), name);
        backup.alone("create database %s template %s".formatted(COPY, name));
        return backup;
    }

    /** Restores the copy; everything written since is lost. */
    void restore() throws SQLException {
        alone("drop database " + name, "alter database %s rename to %s".formatted(COPY, name));
    }

    /** Executes statements while nobody is connected. */
    private void alone(String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute("alter database %s allow_connections false".formatted(name));
            // It returns when they are gone.
            statement.execute("select pg_terminate_backend(pid, 10000) from pg_stat_activity where datname = '%s'"
                    .formatted(name));
            for (String sql : statements) {
                statement.execute(sql);
            }
            statement.execute("alter database %s allow_connections true".formatted(name));
        }
    }
}
