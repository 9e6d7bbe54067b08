package org.cliniccontent.startup;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.Config;
import org.postgresql.Driver;

/**
 * Waits for the database before the start: a service that exits would be restarted again and again, each time a little
 * later, and the database would be back long before the service. It waits without limit, since only the operator or the
 * startup probe can tell how long is too long; SIGTERM ends it. Problems that waiting does not cure, such as a schema
 * that does not fit, end the start later on.
 */
final class DatabaseWait {

    private static final String QUERY = "select pg_is_in_recovery()";
    private static final String STANDBY = "25006";
    private static final String ANSWER_SECONDS = "2";

    /** The login timeout, for all hosts together. */
    private static final String LOGIN_SECONDS = "10";

    private static final long PAUSE_MILLIS = 1_000;
    private static final Duration REPORT = Duration.ofMinutes(1);

    private final String url;
    private final Properties properties;
    private String said;
    private long began;
    private long reported;

    private DatabaseWait(String url, Properties properties) {
        this.url = url;
        this.properties = properties;
    }

    /**
     * Waits until the database accepts a login.
     *
     * @param config names the database by {@code quarkus.datasource}; an invalid URL is left to the framework
     */
    static void awaitLogin(Config config) {
        var driver = new Driver();
        var url = config.getOptionalValue("quarkus.datasource.jdbc.url", String.class);
        if (url.filter(driver::acceptsURL).isPresent()) {
            new DatabaseWait(url.get(), properties(config)).run(driver);
        }
    }

    private static Properties properties(Config config) {
        var properties = JdbcProperties.of(config, "clinic-content start");
        properties.setProperty("connectTimeout", ANSWER_SECONDS);
        properties.setProperty("loginTimeout", LOGIN_SECONDS);
        properties.setProperty("socketTimeout", ANSWER_SECONDS);
        return properties;
    }

    private void run(Driver driver) {
        began = System.nanoTime();
        var reason = reasonToWait(driver);
        while (reason.isPresent()) {
            report(reason.get());
            try {
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            reason = reasonToWait(driver);
        }
        if (said != null) {
            print("The database is there after " + seconds() + " s");
        }
    }

    /** Returns the reason to wait; empty if the login succeeds, or if waiting would not help. */
    private Optional<String> reasonToWait(Driver driver) {
        try (Connection connection = driver.connect(url, properties);
                var statement = connection.createStatement();
                var rows = statement.executeQuery(QUERY)) {
            rows.next();
            return rows.getBoolean(1) ? Optional.of(reason(STANDBY)) : Optional.empty();
        } catch (SQLException e) {
            return Optional.ofNullable(reason(e.getSQLState() == null ? "08001" : e.getSQLState()));
        }
    }

    /**
     * Describes a failed login. It never quotes the server or the URL: either may contain a secret.
     *
     * @return null if waiting would not help
     */
    private static String reason(String state) {
        var reason = reasonOf(state);
        return reason == null ? null : reason + " (SQLSTATE " + state + ")";
    }

    private static String reasonOf(String state) {
        if (state.startsWith("08") || state.equals("99999")) {
            return "it cannot be reached";
        } else if (state.startsWith("28")) {
            return "it refuses the user name or the password";
        } else if (state.startsWith("3D")) {
            return "the server has no database of that name";
        } else if (state.startsWith("53")) {
            return "it has no connection left, or is out of memory or disk";
        } else if (state.startsWith("57P")) {
            return "it is starting or shutting down";
        }
        return state.equals(STANDBY) ? "it is a standby" : null;
    }

    /** Reports the reason when the wait begins, when the reason changes, and once a minute. */
    private void report(String reason) {
        long now = System.nanoTime();
        if (reason.equals(said) && now - reported < REPORT.toNanos()) {
            return;
        }
        print(
                said == null
                        ? "Waiting for the database: " + reason
                        : "Still waiting for the database after " + seconds() + " s: " + reason);
        said = reason;
        reported = now;
    }

    private long seconds() {
        return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began);
    }

    /**
     * Prints a line. Logging is not configured before the service starts; the collector of these lines adds the time.
     */
    private static void print(String line) {
        System.err.println(line);
    }
}
